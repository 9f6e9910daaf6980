"""A place for a recording that is too large to send inline."""

from dragoman.conversation.conversation_ports import SubmitPorts
from dragoman.errors import AudioTooLarge
from dragoman.message_status import SegmentStatus
from dragoman.ports import ClaimedSegment, Connection
from dragoman.protocol import Upload, UploadReady
from dragoman.protocol.audio_keys import recording_key


def upload(message: Upload, speaker: Connection, ports: SubmitPorts) -> UploadReady:
    """Claims the segment, which counts as sent from now on, and returns a form for one file of at
    most the announced size. Raises AudioTooLarge, MessageNotYours, RateLimited, Busy,
    StorageUnavailable."""
    limit_bytes = ports.capabilities.limits.upload_bytes
    if message.bytes > limit_bytes:
        raise AudioTooLarge(f"A recording may have {limit_bytes} bytes at most.")
    ports.request_meter.check_segments(speaker.owner)
    claim = ports.messages.claim(str(message.message_id), message.segment, speaker)
    if claim.status is SegmentStatus.CLAIMED:
        ports.request_meter.reserve(_claimed(message, speaker, ports))
    key = recording_key(message.message_id, message.segment)
    form = ports.audio.upload_form(key, message.content_type, message.bytes)
    return UploadReady(
        message_id=message.message_id,
        segment=message.segment,
        audio_key=key,
        url=form.url,
        fields=form.fields,
    )


def _claimed(message: Upload, speaker: Connection, ports: SubmitPorts) -> ClaimedSegment:
    return ClaimedSegment(
        message_id=message.message_id,
        segment=message.segment,
        owner=speaker.owner,
        address_key=speaker.address_key,
        received_at_ms=round(ports.clock() * 1000),
    )
