"""A place for audio that is too large to send inline."""

from dragoman.conversation.capabilities import Capabilities
from dragoman.errors import AudioTooLarge
from dragoman.ports import AudioStore, Connection, Messages
from dragoman.protocol import Upload, UploadReady
from dragoman.protocol.audio_keys import recording_key


def upload(
    message: Upload,
    speaker: Connection,
    *,
    audio: AudioStore,
    messages: Messages,
    capabilities: Capabilities,
) -> UploadReady:
    """A form for one file of at most the announced size, at the segment's own key.
    Raises AudioTooLarge, MessageNotYours, StorageUnavailable."""
    if message.bytes > capabilities.limits.upload_bytes:
        raise AudioTooLarge(
            f"A recording may have {capabilities.limits.upload_bytes} bytes at most."
        )
    messages.claim(str(message.message_id), message.segment, speaker)
    key = recording_key(message.message_id, message.segment)
    form = audio.upload_form(key, message.content_type, message.bytes)
    return UploadReady(
        message_id=message.message_id,
        segment=message.segment,
        audio_key=key,
        url=form.url,
        fields=form.fields,
    )
