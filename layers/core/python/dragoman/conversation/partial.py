"""A segment that is still being spoken is handed to the recogniser for captions."""

from dragoman.conversation.capabilities import Capabilities
from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.conversation.room_turns import room_of
from dragoman.conversation.submit import candidates, decoded_recording
from dragoman.errors import AudioTooLong, CaptionsOff, SegmentEnded
from dragoman.languages import AUTO
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import CaptionAudience, CaptionTask, PartialRecording, RoomSpeaker


def partial(message: PartialRecording, speaker: Connection, ports: ConversationPorts) -> None:
    """Starts recognition, which answers by itself. Nothing is stored. A partial recording is dropped
    without an answer while the service is crowded, and once its segment is complete.

    Raises CaptionsOff, UnsupportedLanguage, NotInRoom, AudioTooLong, NotBase64, EmptyAudio, MessageNotYours,
    SegmentEnded, StorageUnavailable.
    """
    if ports.captioner is None:
        raise CaptionsOff
    capabilities, spoken = ports.capabilities, message.source_lang
    if message.target_lang is not None:
        capabilities.check(spoken, message.target_lang)
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
    if message.room_id is None:
        possible, audience, place = _of_two(message.target_lang or "", speaker, capabilities)
    else:
        possible, audience, place = _in_room(message.room_id, spoken, speaker, ports)
    ports.captioner.start(
        CaptionTask(
            connection_id=speaker.connection_id,
            owner=speaker.owner,
            message_id=message.message_id,
            segment=message.segment,
            revision=message.revision,
            languages=possible if spoken == AUTO else (spoken,),
            audience=audience,
            speaker=place,
            audio=message.audio_data.encode(),
            begin_ms=message.begin_ms,
            received_at_ms=round(ports.clock() * 1000),
        )
    )


_Listeners = tuple[tuple[str, ...], tuple[CaptionAudience, ...], RoomSpeaker | None]
"""The languages that may be spoken, those who read, and who speaks in which room."""


def _of_two(target_lang: str, speaker: Connection, capabilities: Capabilities) -> _Listeners:
    connection_ids = (speaker.connection_id,)
    audience = CaptionAudience(language=target_lang, connection_ids=connection_ids)
    return candidates(target_lang, speaker, capabilities), (audience,), None


def _in_room(
    room_id: str, source_lang: str, speaker: Connection, ports: ConversationPorts
) -> _Listeners:
    """Raises NotInRoom, UnsupportedLanguage, StorageUnavailable."""
    room = room_of(room_id, source_lang, speaker, ports)
    who = room.of_owner(speaker.owner)
    connections: dict[str, list[str]] = {}
    for one in room.participants:
        if one != who and one.connection_id != NO_CONNECTION:
            connections.setdefault(one.language, []).append(one.connection_id)
    return (
        tuple(dict.fromkeys((who.language, *connections))),
        tuple(
            CaptionAudience(language=language, connection_ids=tuple(connection_ids))
            for language, connection_ids in connections.items()
        ),
        RoomSpeaker(room_id=room_id, participant_id=who.participant_id),
    )
