"""A client introduces itself."""

from dataclasses import replace

from dragoman.conversation.capabilities import Capabilities
from dragoman.languages import AUTO
from dragoman.ports import Connection, Connections, Warmer
from dragoman.protocol import Hello, Ready


def hello(
    message: Hello,
    speaker: Connection,
    *,
    connections: Connections,
    capabilities: Capabilities,
    warmer: Warmer,
) -> Ready:
    """Remembers what the client can play and which languages are spoken, and has the models of its
    pair loaded while it takes breath. Raises UnsupportedLanguage, StorageUnavailable."""
    if message.target_lang is not None:
        capabilities.check(message.source_lang, message.target_lang)
        warmer.warm(_pair(message.source_lang, message.target_lang, capabilities))
    spoken = [tag for tag in (message.source_lang, message.target_lang) if tag and tag != AUTO]
    connections.add(replace(speaker, accepts=tuple(message.accepts), languages=tuple(spoken)))
    return Ready(
        connection_id=speaker.connection_id,
        limits=capabilities.limits,
        languages=capabilities.pairs(),
        voices=capabilities.all_voices(),
    )


def _pair(source: str, target: str, capabilities: Capabilities) -> list[str]:
    return capabilities.languages if source == AUTO else [source, target]
