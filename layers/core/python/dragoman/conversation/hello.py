"""A client introduces itself."""

from dataclasses import replace

from dragoman.conversation.capabilities import Offer
from dragoman.languages import AUTO
from dragoman.ports import Connection, Connections, Warmer
from dragoman.protocol import Hello, Ready


def hello(
    message: Hello,
    speaker: Connection,
    *,
    connections: Connections,
    offer: Offer,
    warmer: Warmer,
) -> Ready:
    """Remembers what the client can play and which languages are spoken, and has the models of its
    pair loaded while it takes breath. Raises UnsupportedLanguage, StorageUnavailable."""
    if message.target_lang is not None:
        offer.check(message.source_lang, message.target_lang)
        warmer.warm(_pair(message.source_lang, message.target_lang, offer))
    spoken = [tag for tag in (message.source_lang, message.target_lang) if tag and tag != AUTO]
    connections.add(replace(speaker, accepts=tuple(message.accepts), languages=tuple(spoken)))
    return Ready(
        connection_id=speaker.connection_id,
        limits=offer.limits,
        languages=offer.pairs(),
        voices=offer.every_voice(),
    )


def _pair(source: str, target: str, offer: Offer) -> list[str]:
    return offer.languages if source == AUTO else [source, target]
