"""The bundles of ports that the use cases of a client take."""

from dataclasses import dataclass
from typing import Any

from dragoman.conversation.capabilities import Capabilities
from dragoman.limits.capacity_gate import CapacityGate
from dragoman.limits.rate_limiter import ConnectionRateLimiter
from dragoman.limits.request_meter import RequestMeter
from dragoman.ports import (
    Captioner,
    Clock,
    Connections,
    Notifier,
    Rooms,
    Tickets,
    Usage,
    Users,
    Warmer,
    Workflow,
)
from dragoman.stages.stage_ports import StagePorts


@dataclass(frozen=True)
class AdmissionPorts:
    """The ports for issuing and checking tickets."""

    tickets: Tickets
    usage: Usage
    allowed_origins: tuple[str, ...]
    """Web origins whose pages may open a socket; `*` for any."""


@dataclass(frozen=True)
class RoomEventPorts:
    """The ports for changing rooms and notifying their participants."""

    rooms: Rooms
    notifier: Notifier
    clock: Clock


@dataclass(frozen=True)
class RoomPorts(RoomEventPorts):
    """The ports for opening and joining rooms."""

    usage: Usage
    capabilities: Capabilities
    room_code_lifetime_s: int


@dataclass(frozen=True)
class DisconnectPorts(RoomEventPorts):
    """The ports for a socket that closes."""

    connections: Connections


@dataclass(frozen=True)
class SubmitPorts(StagePorts):
    """The ports for accepting a segment, over the WebSocket or HTTP."""

    capabilities: Capabilities
    workflow: Workflow
    usage: Usage
    capacity_gate: CapacityGate
    request_meter: RequestMeter


@dataclass(frozen=True)
class ConversationPorts(SubmitPorts, RoomPorts):
    """The ports for answering a client message on a socket."""

    connections: Connections
    warmer: Warmer
    rate_limiter: ConnectionRateLimiter
    captioner: Captioner | None
    """None where captions are off."""


@dataclass(frozen=True)
class SweepPorts(StagePorts):
    connections: Connections


@dataclass(frozen=True)
class DisabledUsersPorts:
    """The ports for closing the connections of disabled users."""

    users: Users
    usage: Usage
    connections: Connections
    notifier: Notifier
    clock: Clock


class NullNotifier:
    """The notifier of HTTP requests: their client waits for the response. The stages send events to
    a client who also has a socket."""

    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        pass

    def close(self, connection_id: str) -> None:
        pass
