"""The Python client, and the command line that is built on it."""

from dragoman.client.dragoman import Dragoman
from dragoman.client.message_stream import MessageStream
from dragoman.client.room import Room
from dragoman.client.service import Refused, Service, Unreachable
from dragoman.client.session import Message

__all__ = ["Dragoman", "Message", "MessageStream", "Refused", "Room", "Service", "Unreachable"]
