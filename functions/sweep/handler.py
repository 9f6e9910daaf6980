"""A run of the sweeper, every minute: ends abandoned segments and messages, and warns old
connections."""

from dragoman.conversation.disabled_users import disconnect_disabled_users
from dragoman.conversation.sweep import (
    end_abandoned_messages,
    end_dead_segments,
    warn_old_connections,
)
from dragoman.observability.metric_names import CONNECTIONS_WARNED, SEGMENTS_ENDED
from dragoman.observability.middleware import add_metrics, lambda_handler, scheduled
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(scheduled, wake=lambda _: wiring.sweep_ports)
def handler() -> None:
    try:
        if disabled := wiring.disabled_users_ports:
            disconnect_disabled_users(disabled)
    finally:
        ports = wiring.sweep_ports
        add_metrics({SEGMENTS_ENDED: end_dead_segments(ports)})
        end_abandoned_messages(ports)
        add_metrics({CONNECTIONS_WARNED: warn_old_connections(ports)})


wiring.build_on_lambda(lambda: wiring.sweep_ports)
