"""The protocol of the first version, whose only message has no `action`.

Its clients used one address per mode. Here the mode is in the query, and a client that names it is
taken for one of them: `?mode=streaming` was `/ws`, `?mode=parallel` was `/ws/parallel`.
"""

from typing import Any

from dragoman.ports import Connection
from dragoman.protocol import Mode


def requested_mode(query: dict[str, str]) -> Mode | None:
    """The mode in the address of a socket; None when it names no valid mode."""
    name = query.get("mode")
    return Mode(name) if name in set(Mode) else None


def upgrade_request(request: Any, speaker: Connection) -> Any:
    """The request of a client of the first version as `translate`; any other request unchanged."""
    if speaker.mode is None or not isinstance(request, dict):
        return request
    request = {"action": "translate"} | request
    return {"mode": speaker.mode} | request if request["action"] == "translate" else request
