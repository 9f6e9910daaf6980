"""A client introduces itself."""

from dataclasses import replace

from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.languages import AUTO
from dragoman.ports import Connection
from dragoman.protocol import Hello, Ready


def hello(message: Hello, speaker: Connection, ports: ConversationPorts) -> Ready:
    """Stores the formats and languages of the client, and wakes the functions with the models it
    will need. Raises UnsupportedLanguage, StorageUnavailable."""
    source, target, capabilities = message.source_lang, message.target_lang, ports.capabilities
    if target is not None:
        capabilities.check(source, target)
        ports.warmer.warm(capabilities.languages if source == AUTO else [source, target])
    named = tuple(tag for tag in (source, target) if tag and tag != AUTO)
    ports.connections.add(replace(speaker, accepts=tuple(message.accepts), languages=named))
    return Ready(
        connection_id=speaker.connection_id,
        limits=capabilities.limits,
        languages=capabilities.pairs(),
        voices=capabilities.all_voices(),
        captions=ports.captioner is not None,
    )
