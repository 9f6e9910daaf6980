"""A place for a recording that is too large to send inline."""

from dragoman.conversation.conversation_ports import SubmitPorts
from dragoman.errors import AudioTooLarge
from dragoman.ports import Connection
from dragoman.protocol import Upload, UploadReady
from dragoman.protocol.audio_keys import recording_key


def upload(message: Upload, speaker: Connection, ports: SubmitPorts) -> UploadReady:
    """Claims the segment and returns a form for one file of at most the announced size. Raises
    AudioTooLarge, MessageNotYours, StorageUnavailable."""
    limit_bytes = ports.capabilities.limits.upload_bytes
    if message.bytes > limit_bytes:
        raise AudioTooLarge(f"A recording may have {limit_bytes} bytes at most.")
    ports.messages.claim(str(message.message_id), message.segment, speaker)
    key = recording_key(message.message_id, message.segment)
    form = ports.audio.upload_form(key, message.content_type, message.bytes)
    return UploadReady(
        message_id=message.message_id,
        segment=message.segment,
        audio_key=key,
        url=form.url,
        fields=form.fields,
    )
