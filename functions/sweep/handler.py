"""Every minute: ends what nobody else would."""

from dragoman.conversation.sweep import (
    end_abandoned_messages,
    end_dead_segments,
    warn_old_connections,
)
from dragoman.observability.metric_names import CONNECTIONS_WARNED, SEGMENTS_ENDED
from dragoman.observability.middleware import add_metrics, scheduled
from dragoman.wiring import Wiring

wiring = Wiring()


@scheduled(wake=lambda: wiring.build("audio", "connections", "messages", "notifier"))
def handler() -> None:
    ended = end_dead_segments(
        audio=wiring.audio,
        messages=wiring.messages,
        notifier=wiring.notifier,
        clock=wiring.clock,
    )
    add_metrics({SEGMENTS_ENDED: ended})
    end_abandoned_messages(messages=wiring.messages, notifier=wiring.notifier, clock=wiring.clock)
    warned = warn_old_connections(
        connections=wiring.connections, notifier=wiring.notifier, clock=wiring.clock
    )
    add_metrics({CONNECTIONS_WARNED: warned})
