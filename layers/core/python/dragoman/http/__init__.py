"""The HTTP API beside the WebSocket: an application over the same steps."""

from dragoman.http.app import create
from dragoman.http.problems import PROBLEM

__all__ = ["PROBLEM", "create"]
