"""Every minute: ends what nobody else would."""

from aws_lambda_powertools.metrics import MetricUnit

from dragoman.steps.sweep import end_dead_segments, warn_old_connections
from dragoman.telemetry import errand, metrics
from dragoman.wiring import Wiring

wiring = Wiring()


@errand(wake=lambda: wiring.build("audio", "connections", "messages", "notifier"))
def handler() -> None:
    ended = end_dead_segments(
        audio=wiring.audio,
        messages=wiring.messages,
        notifier=wiring.notifier,
        clock=wiring.clock,
    )
    metrics.add_metric(name="segments_ended", unit=MetricUnit.Count, value=ended)
    warned = warn_old_connections(
        connections=wiring.connections, notifier=wiring.notifier, clock=wiring.clock
    )
    metrics.add_metric(name="connections_warned", unit=MetricUnit.Count, value=warned)
