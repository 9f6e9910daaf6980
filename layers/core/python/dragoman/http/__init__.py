"""The HTTP API: a FastAPI application over the same use cases as the WebSocket."""

from dragoman.http.app import create
from dragoman.http.problems import PROBLEM

__all__ = ["PROBLEM", "create"]
