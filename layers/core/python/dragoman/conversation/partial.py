"""A segment that is still being spoken is handed to the recogniser for captions."""

from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.conversation.submit import candidates, decoded_recording
from dragoman.errors import AudioTooLong, CaptionsOff, SegmentEnded
from dragoman.languages import AUTO
from dragoman.ports import Connection
from dragoman.protocol import CaptionTask, PartialRecording


def partial(message: PartialRecording, speaker: Connection, ports: ConversationPorts) -> None:
    """Starts recognition, which answers by itself. Nothing is stored. A partial recording is dropped
    without an answer while the service is crowded, and once its segment is complete.

    Raises CaptionsOff, UnsupportedLanguage, AudioTooLong, NotBase64, EmptyAudio, MessageNotYours,
    SegmentEnded, StorageUnavailable.
    """
    if ports.captioner is None:
        raise CaptionsOff
    capabilities = ports.capabilities
    capabilities.check(message.source_lang, message.target_lang)
    if message.begin_ms >= capabilities.limits.audio_s * 1000:
        raise AudioTooLong("A partial recording begins after the maximum length of a segment.")
    decoded_recording(message.audio_data)  # refuses what is none
    status = ports.messages.status(str(message.message_id), message.segment, speaker.owner)
    if status is not None and status.has_ended:
        raise SegmentEnded
    if (status is not None and status.was_accepted) or ports.capacity_gate.is_crowded(
        ports.messages
    ):
        return
    spoken = message.source_lang
    ports.captioner.start(
        CaptionTask(
            connection_id=speaker.connection_id,
            owner=speaker.owner,
            message_id=message.message_id,
            segment=message.segment,
            revision=message.revision,
            languages=candidates(message.target_lang, speaker, capabilities)
            if spoken == AUTO
            else (spoken,),
            target_lang=message.target_lang,
            audio=message.audio_data.encode(),
            begin_ms=message.begin_ms,
            received_at_ms=round(ports.clock() * 1000),
        )
    )
