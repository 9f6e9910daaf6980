"""The HTTP API: a FastAPI application over the same use cases as the WebSocket."""

from typing import Final

from dragoman.http.app import create
from dragoman.http.problems import PROBLEM

TEXT_MEDIA_TYPES: Final = ["application/json", "application/x-subrip", "text/", PROBLEM]
"""Responses that Lambda returns as text, not in base64; a prefix stands for all that begin with it."""

__all__ = ["PROBLEM", "TEXT_MEDIA_TYPES", "create"]
