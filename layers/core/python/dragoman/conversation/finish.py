"""A speaker has stopped, and the last segment was sent before."""

from dragoman.ports import Connection
from dragoman.protocol import Finish
from dragoman.stages.message_end import end_message
from dragoman.stages.stage_ports import EventPorts


def finish(message: Finish, speaker: Connection, ports: EventPorts) -> None:
    """Notes the number of segments, and ends the message if all of them have ended; otherwise the
    end of the last one will. Raises MessageUnknown, StorageUnavailable."""
    ports.messages.finish(str(message.message_id), message.segments, speaker)
    end_message(message.message_id, speaker.owner, ports)
