"""Ends the connections of users whom an operator has disabled, within a minute."""

from contextlib import suppress

from dragoman.conversation.admission import user
from dragoman.conversation.conversation_ports import DisabledUsersPorts
from dragoman.errors import DeliveryUnavailable, Throttled

MAX_TOKEN_S = 86_400
"""No access token of Cognito is valid for longer."""
BLOCK_S = 600
"""The duration of a block, which is renewed every minute while the user is disabled."""


def disconnect_disabled_users(ports: DisabledUsersPorts) -> int:
    """Blocks the users who were disabled while a token of theirs may still be valid, and closes their
    connections. Segments in progress end as usual. The number of connections. Raises
    UserPoolUnavailable, StorageUnavailable."""
    now_s, closed = ports.clock(), 0
    for subject in ports.users.disabled(now_s - MAX_TOKEN_S):
        owner = user(subject)
        ports.usage.block(owner, now_s + BLOCK_S)
        for connection_id in ports.connections.list_of_user(owner):
            with suppress(Throttled, DeliveryUnavailable):  # the next sweep tries again
                ports.notifier.close(connection_id)
                ports.connections.remove(connection_id)
                closed += 1
    return closed
