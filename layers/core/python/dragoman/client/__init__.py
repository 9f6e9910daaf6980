"""The Python client, and the command line that is built on it."""

from dragoman.client.dragoman import Dragoman
from dragoman.client.message_stream import MessageStream
from dragoman.client.service import Service, Unreachable
from dragoman.client.session import Message, Refused

__all__ = ["Dragoman", "Message", "MessageStream", "Refused", "Service", "Unreachable"]
