"""The dashboard and the alarms.

`dragoman.observability.metric_names` names the metrics that our functions emit; all others are
metrics of AWS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from dragoman.errors import RoomUnknown
from dragoman.observability import metric_names
from dragoman.observability.metric_names import Metric
from infra.functions import Function
from infra.global_names import global_name

ERROR_RATE: Final = 0.05
"""Threshold: the share of the segments of 15 minutes that end with an error of ours."""
FIRST_SOUND_P95_MS: Final = 2_000
"""Threshold: the p95 of the time to the first translated sound. Warm functions take a fraction of
it, so the service is overloaded, or every start is cold."""
FIRST_SOUND_SAMPLES: Final = 20
"""With fewer segments in 15 minutes, the p95 is not significant."""
THROTTLES: Final = 5
"""Threshold: throttled requests in 5 minutes. Each is retried; at more than this, people wait."""
DOLLARS_PER_HOUR: Final = 1.0
"""Threshold: the price of some six thousand segments an hour, each with everything it uses."""
UNKNOWN_ROOMS: Final = 100
"""Threshold: requests for unknown rooms in 15 minutes. An address may try ten codes in ten minutes, so
many more come from many addresses that guess codes."""
QUARTER: Final = Duration.minutes(15)
FIVE_MINUTES: Final = Duration.minutes(5)
HOUR: Final = Duration.hours(1)
ENDING: Final = ("complete", "fail")
"""The functions that end segments."""


@dataclass(frozen=True)
class MonitoredResources:
    """The resources that the dashboard and the alarms watch."""

    functions: Mapping[str, Function]
    """Functions by name: those that each segment invokes."""
    machine: sfn.StateMachine
    dollars_per_segment: float
    """The price of an average utterance, by the cost model."""
    dollars_per_language: float
    """What each language adds to it in a room."""


class Observability(Construct):
    def __init__(self, scope: Construct, name: str, *, resources: MonitoredResources) -> None:
        super().__init__(scope, name)
        self._resources = resources
        self.alarms = sns.Topic(self, "Alarms", display_name="Dragoman", enforce_ssl=True)
        """The topic to which alarms are published."""
        _grant_publish_to_alarms(self.alarms)
        self.error_rate = self._error_rate()
        alarms = [
            self.error_rate,
            self._first_sound(),
            self._throttles(),
            self._spending(),
            self._guessed_rooms(),
        ]
        for alarm in alarms:
            alarm.add_alarm_action(actions.SnsAction(self.alarms))
            alarm.add_ok_action(actions.SnsAction(self.alarms))
        self._dashboard(alarms)

    # --- Alarms ---

    def _error_rate(self) -> cloudwatch.Alarm:
        failures = [total(metric_names.FAILURES, name, QUARTER) for name in ENDING]
        swept = total(metric_names.SEGMENTS_ENDED, "sweep", QUARTER)
        ends = [total(metric_names.ENDS, name, QUARTER) for name in ENDING]
        rate = cloudwatch.MathExpression(
            expression="IF(ended > 0, failed / ended, 0)",
            using_metrics={
                "failed": _sum("failures", [*failures, swept]),
                "ended": _sum("ends", [*ends, swept]),
            },
            period=QUARTER,
            label="Segments that ended with an error of ours",
        )
        return self._alarm("ErrorRate", rate, ERROR_RATE)

    def _first_sound(self) -> cloudwatch.Alarm:
        """The p95, or 0 while there are too few samples: one cold start is no incident."""
        first_sound = metric(metric_names.FIRST_SOUND, "p95", QUARTER, service="synthesize")
        samples = metric(metric_names.FIRST_SOUND, "SampleCount", QUARTER, service="synthesize")
        p95 = cloudwatch.MathExpression(
            expression=f"IF(samples >= {FIRST_SOUND_SAMPLES}, p95, 0)",
            using_metrics={"p95": first_sound, "samples": samples},
            period=QUARTER,
            label="First translated sound, p95, ms",
        )
        return self._alarm("FirstSound", p95, FIRST_SOUND_P95_MS)

    def _throttles(self) -> cloudwatch.Alarm:
        functions = self._resources.functions.values()
        throttled: list[cloudwatch.IMetric] = [
            function.resource.metric_throttles(period=FIVE_MINUTES) for function in functions
        ]
        throttled.append(self._resources.machine.metric_throttled(period=FIVE_MINUTES))
        return self._alarm("Throttles", _sum("throttled", throttled), THROTTLES)

    def _spending(self) -> cloudwatch.Alarm:
        """The price of the segments that ended. AWS publishes its own figure once a day and only in
        us-east-1."""
        ends = [total(metric_names.ENDS, name, HOUR) for name in ENDING]
        ends.append(total(metric_names.SEGMENTS_ENDED, "sweep", HOUR))
        resources = self._resources
        dollars = cloudwatch.MathExpression(
            expression=f"ended * {resources.dollars_per_segment:.9f}"
            f" + FILL(languages, 0) * {resources.dollars_per_language:.9f}",
            using_metrics={
                "ended": _sum("ends", ends),
                "languages": total(metric_names.LANGUAGES, "complete", HOUR),
            },
            period=HOUR,
            label="Dollars an hour",
        )
        return self._alarm("Spending", dollars, DOLLARS_PER_HOUR)

    def _guessed_rooms(self) -> cloudwatch.Alarm:
        unknown = metric(
            metric_names.REFUSALS, "Sum", QUARTER, service="accept", code=RoomUnknown.code
        )
        return self._alarm("GuessedRooms", unknown, UNKNOWN_ROOMS)

    def _alarm(self, name: str, metric: cloudwatch.IMetric, threshold: float) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            # Without data, nobody speaks.
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )

    # --- Dashboard ---

    def _dashboard(self, alarms: Sequence[cloudwatch.Alarm]) -> None:
        dashboard = cloudwatch.Dashboard(
            self, "Dashboard", dashboard_name=global_name(self), period_override=AUTO
        )
        dashboard.add_widgets(cloudwatch.AlarmStatusWidget(alarms=list(alarms), width=24, height=3))
        dashboard.add_widgets(
            _graph("First translated sound, ms", _spread(metric_names.FIRST_SOUND, "synthesize")),
            _graph("Segments ended", [total(metric_names.ENDS, name) for name in ENDING]),
            _graph("Failures, missing voices", self._shortfalls()),
        )
        for title, measure in (
            ("Duration of a stage, p50, ms", metric_names.DURATION),
            ("Wait for a stage, p50, ms", metric_names.QUEUEING),
            ("Real-time factor, p50", metric_names.REAL_TIME_FACTOR),
        ):
            dashboard.add_widgets(
                _graph(title, [_each(measure, ("service",), "p50")], width=12),
                self._by_pair_and_mode(title, measure),
            )
        dashboard.add_widgets(
            _graph("Errors by code", [_each(metric_names.ERRORS, ("service", "code"), "Sum")]),
            _graph("Refusals by code", [_each(metric_names.REFUSALS, ("service", "code"), "Sum")]),
            _graph(
                "Answering, p95, ms", [_each(metric_names.ANSWERING, ("service", "action"), "p95")]
            ),
        )
        [cold] = metric_names.COLD_STARTS.dimension_sets
        dashboard.add_widgets(
            _graph("No speech, fallback passes", self._recognition_doubts()),
            _graph("Cold starts", [_each(metric_names.COLD_STARTS, cold, "Sum")]),
            _graph("Throttles", self._throttled_by_function()),
        )
        rooms = [
            metric(metric_names.LANGUAGES, statistic, service="complete")
            for statistic in ("SampleCount", "Average")
        ]
        entered = [
            metric(metric_names.ANSWERING, "SampleCount", service="accept", action=action)
            for action in ("open_room", "join_room", "leave_room")
        ]
        dashboard.add_widgets(
            _graph("Segments in rooms, languages of each", rooms, width=12),
            _graph("Rooms opened, participants who joined and left", entered, width=12),
        )

    def _by_pair_and_mode(self, title: str, measure: Metric) -> cloudwatch.LogQueryWidget:
        """A table from the logs, which have the pair and the mode; the metrics do not."""
        functions = self._resources.functions.values()
        return cloudwatch.LogQueryWidget(
            title=f"{title}, by pair and mode",
            log_group_names=[function.log_group.log_group_name for function in functions],
            query_lines=[
                f"filter ispresent({measure.name}) and ispresent(pair)",
                f"stats pct({measure.name}, 50) as p50, pct({measure.name}, 95) as p95, count(*) as n "
                "by service, pair, mode",
                "sort service, pair, mode",
            ],
            view=cloudwatch.LogQueryVisualizationType.TABLE,
            width=12,
            height=6,
        )

    def _shortfalls(self) -> list[cloudwatch.IMetric]:
        lacking = [total(metric_names.FAILURES, name) for name in ENDING]
        swept = total(metric_names.SEGMENTS_ENDED, "sweep")
        return [*lacking, total(metric_names.MISSING_VOICES, "complete"), swept]

    def _recognition_doubts(self) -> list[cloudwatch.IMetric]:
        doubts = (metric_names.NO_SPEECH, metric_names.FALLBACK_PASSES)
        return [total(measure, "transcribe") for measure in doubts]

    def _throttled_by_function(self) -> list[cloudwatch.IMetric]:
        functions = self._resources.functions.items()
        return [
            f.resource.metric_throttles(label=name, period=FIVE_MINUTES) for name, f in functions
        ]


AUTO: Final = cloudwatch.PeriodOverride.AUTO


def metric(
    measure: Metric, statistic: str, period: Duration = FIVE_MINUTES, **dimensions: str
) -> cloudwatch.Metric:
    """The metric with dimensions that it is emitted with. Raises ValueError for any others."""
    if not any(set(names) == set(dimensions) for names in measure.dimension_sets):
        raise ValueError(f"{measure.name} is not emitted by {sorted(dimensions)}")
    return cloudwatch.Metric(
        namespace=metric_names.NAMESPACE,
        metric_name=measure.name,
        dimensions_map=dimensions,
        statistic=statistic,
        period=period,
        label=f"{measure.name} {' '.join(dimensions.values())} {statistic}",
    )


def total(measure: Metric, service: str, period: Duration = FIVE_MINUTES) -> cloudwatch.Metric:
    return metric(measure, "Sum", period, service=service)


def _spread(measure: Metric, service: str) -> list[cloudwatch.IMetric]:
    return [metric(measure, statistic, service=service) for statistic in ("p50", "p95", "p99")]


def _each(measure: Metric, names: Sequence[str], statistic: str) -> cloudwatch.MathExpression:
    """One line for each value of these dimensions."""
    if tuple(names) not in measure.dimension_sets:
        raise ValueError(f"{measure.name} is not emitted by {names}")
    schema = ",".join((metric_names.NAMESPACE, *names))
    found = f"SEARCH('{{{schema}}} MetricName=\"{measure.name}\"', '{statistic}')"
    return cloudwatch.MathExpression(
        expression=found, using_metrics={}, label="", period=FIVE_MINUTES
    )


def _sum(name: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.MathExpression:
    """The sum of the metrics; one that is not reported counts as 0."""
    named = {f"{name}{number}": one for number, one in enumerate(metrics)}
    period = metrics[0].to_metric_config().metric_stat
    return cloudwatch.MathExpression(
        expression=" + ".join(f"FILL({each}, 0)" for each in named),
        using_metrics=named,
        period=period.period if period else FIVE_MINUTES,
        label=name,
    )


def _graph(
    title: str, lines: Sequence[cloudwatch.IMetric], width: int = 8
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(lines), width=width, height=6)


def _grant_publish_to_alarms(topic: sns.Topic) -> None:
    """Lets alarms of this account publish to the topic."""
    stack = Stack.of(topic)
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
        )
    )
