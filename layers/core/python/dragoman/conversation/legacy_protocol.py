"""Clients of the first version, which know one message, and that it has no `action`.

They had an address for each mode. Ours has one path, so the mode is in its query, and whoever names
it there is taken for one of them: `?mode=streaming` was `/ws`, `?mode=parallel` was `/ws/parallel`.
"""

from typing import Any

from dragoman.ports import Connection
from dragoman.protocol import Mode


def requested_mode(query: dict[str, str]) -> Mode | None:
    """The mode that the address of a socket names; None when it names none there is."""
    named = query.get("mode")
    return Mode(named) if named in set(Mode) else None


def upgrade_request(request: Any, speaker: Connection) -> Any:
    """What a client said, as `translate` puts it if it is one of the first version's."""
    if speaker.mode is None or not isinstance(request, dict):
        return request
    request = {"action": "translate"} | request
    return {"mode": speaker.mode} | request if request["action"] == "translate" else request
