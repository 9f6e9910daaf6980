"""What is looked at on AWS, and what rings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dragoman.observability import metric_names
from infra.cost.model import DEPLOYED_MB, MODELS, Setting
from infra.cost.prices import PRICES
from infra.cost.traffic import WATCHED_METRICS
from infra.observability import metric
from infra.target import ROOT
from tests.infra.template import Json, Template

ALARMS = {"ErrorRate", "FirstSound", "Throttles", "Spending"}
SERVICES = {"accept", "http", "transcribe", "translate", "synthesize", "complete", "fail", "sweep"}


def _alarms(template: Template) -> dict[str, Json]:
    """By what they watch."""
    found = template.of("CloudWatch::Alarm")
    return {kind: alarm for kind in ALARMS for name, alarm in found.items() if kind in name}


def _dashboard(template: Template) -> Json:
    body = template.plain(template.only("CloudWatch::Dashboard")["DashboardBody"])
    return dict(json.loads(body))


def _of_alarms(template: Template) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, name and dimensions of every metric that an alarm looks at."""
    for alarm in _alarms(template).values():
        stats = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
        for one in stats or ([alarm] if "MetricName" in alarm else []):
            dimensions = {d["Name"]: template.plain(d["Value"]) for d in one.get("Dimensions", [])}
            yield one["Namespace"], one["MetricName"], dimensions


def _of_dashboard(template: Template) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The same of every line on the dashboard."""
    for widget in _dashboard(template)["widgets"]:
        for line in widget["properties"].get("metrics", []):
            if isinstance(line[0], str):
                *names, _options = line
                namespace, name, *pairs = names
                yield namespace, name, dict(zip(pairs[::2], pairs[1::2], strict=True))


def _searched(template: Template) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Namespace, name and names of dimensions of every search on the dashboard."""
    for widget in _dashboard(template)["widgets"]:
        for line in widget["properties"].get("metrics", []):
            if isinstance(line[0], dict) and "SEARCH" in line[0].get("expression", ""):
                found = re.search(r"\{(.*?)\} MetricName=\"(.*?)\"", line[0]["expression"])
                assert found, line
                namespace, *names = found[1].split(",")
                yield namespace, found[2], tuple(names)


def _emitted() -> set[tuple[str, tuple[str, ...]]]:
    return {(m.name, tuple(sorted(names))) for m in metric_names.ALL for names in m.dimension_sets}


def test_all_that_is_shown_or_rings_is_what_the_functions_emit(aws: Template) -> None:
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


def test_everything_that_is_measured_of_messages_is_shown(aws: Template) -> None:
    shown = {name for _, name, _ in [*_of_dashboard(aws), *_searched(aws)]}
    assert shown >= {measure.name for measure in metric_names.ALL} - {"connections_warned"}


def test_every_alarm_rings_and_says_when_it_is_over(aws: Template) -> None:
    found = _alarms(aws)
    assert set(found) == ALARMS
    (topic,) = aws.of("SNS::Topic")
    for alarm in found.values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": topic}]
        assert alarm["TreatMissingData"] == "notBreaching"


def test_the_error_rate_is_failures_over_ends_whoever_said_them(aws: Template) -> None:
    looked_at = {(name, found["service"]) for _, name, found in _of_alarm(aws, "ErrorRate")}
    assert looked_at == {
        ("failures", "complete"),
        ("failures", "fail"),
        ("ends", "complete"),
        ("ends", "fail"),
        ("segments_ended", "sweep"),
    }


def test_spending_is_reckoned_from_every_function_a_segment_is_paid_for(aws: Template) -> None:
    """Each at its memory and the price of its architecture."""
    (reckoned,) = (
        m["Expression"] for m in _alarms(aws)["Spending"]["Metrics"] if "Expression" in m
    )
    factors = dict(re.findall(r"FILL\((\w+), 0\) \* ([\d.]+)", reckoned))
    for name in SERVICES - {"sweep"}:
        function = aws.functions[name]
        gb_s = function["MemorySize"] / 1024 / 1000
        price = PRICES.lambda_gb_s[function["Architectures"][0]]
        assert float(factors.pop(name)) == pytest.approx(gb_s * price, rel=1e-3)
    assert not factors


def _of_alarm(template: Template, kind: str) -> list[tuple[str, str, Any]]:
    stats = [
        m["MetricStat"]["Metric"] for m in _alarms(template)[kind]["Metrics"] if "MetricStat" in m
    ]
    return [
        (s["Namespace"], s["MetricName"], {d["Name"]: d["Value"] for d in s["Dimensions"]})
        for s in stats
    ]


def test_an_alarm_looks_at_no_more_metrics_than_cloudwatch_allows(aws: Template) -> None:
    for alarm in _alarms(aws).values():
        assert len([m for m in alarm.get("Metrics", []) if "MetricStat" in m]) <= 10


def test_a_measure_cannot_be_asked_for_by_dimensions_it_is_not_emitted_with() -> None:
    with pytest.raises(ValueError, match="first_sound is not emitted by"):
        metric(metric_names.FIRST_SOUND, "p95", pair="en-pt")


def test_the_emulator_has_nobody_to_look_at_it(emulator: Template) -> None:
    assert not emulator.of("CloudWatch::Alarm")
    assert not emulator.of("CloudWatch::Dashboard")


def test_the_cost_model_knows_what_is_deployed(aws: Template) -> None:
    memory_mb = {name: found["MemorySize"] for name, found in aws.functions.items()}
    assert {name: memory_mb[name] for name in DEPLOYED_MB} == DEPLOYED_MB
    for name in MODELS:
        architecture = Setting().architecture_of(name)
        assert aws.functions[name].get("Architectures") == [architecture]


def test_the_cost_model_knows_how_many_metrics_alarms_look_at(aws: Template) -> None:
    looked_at = [
        m for alarm in _alarms(aws).values() for m in alarm.get("Metrics", []) if "MetricStat" in m
    ]
    single = [alarm for alarm in _alarms(aws).values() if "MetricName" in alarm]
    assert len(looked_at) + len(single) == WATCHED_METRICS


def test_the_operator_can_read_what_every_measure_says() -> None:
    told = (ROOT / "docs" / "operations.md").read_text()
    assert not [measure.name for measure in metric_names.ALL if f"`{measure.name}`" not in told]
