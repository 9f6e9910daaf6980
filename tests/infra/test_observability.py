"""The dashboard and the alarms on AWS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dragoman.observability import metric_names
from infra.cost.measured import Utterance
from infra.cost.model import DEPLOYED, DEPLOYED_MB, MODELS, Setting, of_utterance
from infra.cost.prices import PRICES
from infra.cost.traffic import WATCHED_METRICS, of_room_turn
from infra.observability import metric
from infra.target import ROOT
from tests.infra.template import Json, Template

ALARMS = {"ErrorRate", "FirstSound", "Throttles", "Spending", "GuessedRooms"}
SERVICES = {"accept", "http", "transcribe", "translate", "synthesize", "complete", "fail", "sweep"}


def _alarms(template: Template) -> dict[str, Json]:
    """The alarms by kind."""
    found = template.of("CloudWatch::Alarm")
    return {kind: alarm for kind in ALARMS for name, alarm in found.items() if kind in name}


def _dashboard(template: Template) -> Json:
    body = template.plain(template.only("CloudWatch::Dashboard")["DashboardBody"])
    return dict(json.loads(body))


def _of_alarms(template: Template) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, name and dimensions of every metric of an alarm."""
    for alarm in _alarms(template).values():
        stats = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
        for one in stats or ([alarm] if "MetricName" in alarm else []):
            dimensions = {d["Name"]: template.plain(d["Value"]) for d in one.get("Dimensions", [])}
            yield one["Namespace"], one["MetricName"], dimensions


def _of_dashboard(template: Template) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, name and dimensions of every metric on the dashboard."""
    for widget in _dashboard(template)["widgets"]:
        for line in widget["properties"].get("metrics", []):
            if isinstance(line[0], str):
                *names, _options = line
                namespace, name, *pairs = names
                yield namespace, name, dict(zip(pairs[::2], pairs[1::2], strict=True))


def _searched(template: Template) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Namespace, metric name and dimension names of every search on the dashboard."""
    for widget in _dashboard(template)["widgets"]:
        for line in widget["properties"].get("metrics", []):
            if isinstance(line[0], dict) and "SEARCH" in line[0].get("expression", ""):
                found = re.search(r"\{(.*?)\} MetricName=\"(.*?)\"", line[0]["expression"])
                assert found, line
                namespace, *names = found[1].split(",")
                yield namespace, found[2], tuple(names)


def _emitted() -> set[tuple[str, tuple[str, ...]]]:
    return {(m.name, tuple(sorted(names))) for m in metric_names.ALL for names in m.dimension_sets}


def test_dashboard_and_alarms_use_metrics_that_functions_emit(aws: Template) -> None:
    """`tests/functions/test_metrics.py` shows that they do emit it."""
    exact = [*_of_alarms(aws), *_of_dashboard(aws)]
    ours = [
        (name, found) for namespace, name, found in exact if namespace == metric_names.NAMESPACE
    ]
    searched = list(_searched(aws))
    assert len(ours) > 10
    assert len(searched) > 5
    assert {(name, tuple(sorted(found))) for name, found in ours} <= _emitted()
    assert {found["service"] for _, found in ours} <= SERVICES
    assert {namespace for namespace, _, _ in searched} == {metric_names.NAMESPACE}
    assert {(name, tuple(sorted(names))) for _, name, names in searched} <= _emitted()


def test_the_dashboard_shows_every_metric_of_messages(aws: Template) -> None:
    shown = {name for _, name, _ in [*_of_dashboard(aws), *_searched(aws)]}
    assert shown >= {measure.name for measure in metric_names.ALL} - {"connections_warned"}


def test_every_alarm_notifies_when_it_starts_and_ends(aws: Template) -> None:
    found = _alarms(aws)
    assert set(found) == ALARMS
    (topic,) = aws.of("SNS::Topic")
    for alarm in found.values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": topic}]
        assert alarm["TreatMissingData"] == "notBreaching"


def test_the_error_rate_counts_ends_by_every_function(aws: Template) -> None:
    looked_at = {(name, found["service"]) for _, name, found in _of_alarm(aws, "ErrorRate")}
    assert looked_at == {
        ("failures", "complete"),
        ("failures", "fail"),
        ("ends", "complete"),
        ("ends", "fail"),
        ("segments_ended", "sweep"),
    }


def test_spending_is_the_whole_price_of_every_segment_that_ended(aws: Template) -> None:
    expressions = [
        m["Expression"] for m in _alarms(aws)["Spending"]["Metrics"] if "Expression" in m
    ]
    (whole,) = (e for e in expressions if e.startswith("ended *"))
    per_segment, per_language = map(float, re.findall(r"\* ([0-9.]+)", whole))
    alone = sum(of_utterance(Utterance.load(), DEPLOYED, PRICES).values())
    in_room = sum(of_room_turn(Utterance.load(), DEPLOYED, PRICES).values())
    assert per_segment == pytest.approx(alone, rel=1e-4)
    assert per_segment + 2 * per_language == pytest.approx(in_room, rel=1e-4)
    counted = {(name, found["service"]) for _, name, found in _of_alarm(aws, "Spending")}
    assert counted == {
        ("ends", "complete"),
        ("ends", "fail"),
        ("segments_ended", "sweep"),
        ("languages", "complete"),
    }


def test_the_first_sound_of_few_segments_raises_no_alarm(aws: Template) -> None:
    expressions = [
        m["Expression"] for m in _alarms(aws)["FirstSound"]["Metrics"] if "Expression" in m
    ]
    assert expressions == ["IF(samples >= 20, p95, 0)"]


def _of_alarm(template: Template, kind: str) -> list[tuple[str, str, Any]]:
    stats = [
        m["MetricStat"]["Metric"] for m in _alarms(template)[kind]["Metrics"] if "MetricStat" in m
    ]
    return [
        (s["Namespace"], s["MetricName"], {d["Name"]: d["Value"] for d in s["Dimensions"]})
        for s in stats
    ]


def test_an_alarm_has_at_most_ten_metrics(aws: Template) -> None:
    for alarm in _alarms(aws).values():
        assert len([m for m in alarm.get("Metrics", []) if "MetricStat" in m]) <= 10


def test_dimensions_that_a_metric_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="first_sound is not emitted by"):
        metric(metric_names.FIRST_SOUND, "p95", pair="en-pt")


def test_the_emulator_has_no_alarms_and_no_dashboard(emulator: Template) -> None:
    assert not emulator.of("CloudWatch::Alarm")
    assert not emulator.of("CloudWatch::Dashboard")


def test_the_cost_model_has_the_deployed_memory_and_architecture(aws: Template) -> None:
    memory_mb = {name: found["MemorySize"] for name, found in aws.functions.items()}
    assert {name: memory_mb[name] for name in DEPLOYED_MB} == DEPLOYED_MB
    for name in MODELS:
        assert aws.functions[name].get("Architectures") == [Setting().architecture]


def test_the_cost_model_has_the_number_of_alarm_metrics(aws: Template) -> None:
    looked_at = [
        m for alarm in _alarms(aws).values() for m in alarm.get("Metrics", []) if "MetricStat" in m
    ]
    single = [alarm for alarm in _alarms(aws).values() if "MetricName" in alarm]
    assert len(looked_at) + len(single) == WATCHED_METRICS


def test_operations_page_explains_every_metric() -> None:
    told = (ROOT / "docs" / "operations.md").read_text()
    assert not [measure.name for measure in metric_names.ALL if f"`{measure.name}`" not in told]


# --- Who gets the alarms ------------------------------------------------------------------------


def _warnings(template: Template) -> list[str]:
    metadata = json.loads((template.folder / "Dragoman.metadata.json").read_text())
    entries = [entry for found in metadata.values() for entry in found]
    return [str(entry["data"]) for entry in entries if entry["type"] == "aws:cdk:warning"]


def test_a_deployment_without_a_subscriber_warns(aws: Template) -> None:
    assert not aws.of("SNS::Subscription")
    assert any("Nobody gets the alarms" in warning for warning in _warnings(aws))


def test_an_address_is_subscribed_to_the_alarms(choose: Callable[..., Template]) -> None:
    template = choose(alarm_email="operator@example.org")
    subscription = template.only("SNS::Subscription")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "operator@example.org")
    assert not any("Nobody gets" in warning for warning in _warnings(template))
