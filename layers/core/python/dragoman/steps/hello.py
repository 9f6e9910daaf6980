"""A client introduces itself."""

from dataclasses import replace

from dragoman.messages import Hello, Ready
from dragoman.ports import Connection, Connections
from dragoman.steps.offer import Offer


def hello(message: Hello, speaker: Connection, *, connections: Connections, offer: Offer) -> Ready:
    """Remembers what the client can play. Raises UnsupportedLanguage, StorageUnavailable."""
    if message.target_lang is not None:
        offer.check(message.source_lang, message.target_lang)
    connections.add(replace(speaker, accepts=tuple(message.accepts)))
    return Ready(connection_id=speaker.connection_id, limits=offer.limits, languages=offer.pairs())
