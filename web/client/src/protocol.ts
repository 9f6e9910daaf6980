// Generated from dragoman/protocol, errors.py and voice_activity.py. Do not edit:
//   .venv/bin/python -m web.scripts.protocol

export const PROTOCOL = 1;
export const MESSAGE_LIMIT_BYTES = 32768;
export const MAX_SEGMENTS = 500;
export const SEQ_PER_TRACK = 100;
export const SEGMENT_END_SEQ = 300;

/** Options of voice activity detection, the same as on the command line and the server. */
export const VAD_OPTIONS = {
  threshold: 0.5,
  neg_threshold: 0.35,
  min_silence_s: 0.3,
  suspected_silence_s: 0.1,
  min_speech_s: 0.1,
  speech_pad_s: 0.2,
  max_speech_s: 20.0,
  split_window_s: 4.0,
};
export const FRAME_SAMPLES = 512;
export const FRAME_S = 0.032;

/** A part of a voice, which can be played by itself; chunks join without a gap. */
export interface AudioChunk {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  track: Track;
  index: number;
  url: string;
  duration_s: number;
  content_type: string;
}

/** A whole voice. */
export interface AudioReady {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  track: Track;
  url: string;
  duration_s: number;
  content_type: string;
  voice_quality: string;
  /** The name of the voice in `ready.voices`. */
  voice: string;
}

/** Closes the room for everyone; for the host only. */
export interface CloseRoom {
  action: 'close_room';
  room_id: string;
}

/** Gives the number of segments of a message whose speaker stops after the last one was sent. */
export interface Finish {
  action: 'finish';
  message_id: string;
  segments: number;
}

/** This connection will be closed: open another one and resume the unfinished messages there. */
export interface GoingAway {
  in_ms: number;
}

/** The first message after the socket opens; answered by `ready`. */
export interface Hello {
  action: 'hello';
  protocol?: 1;
  source_lang?: string;
  target_lang?: string | null;
  /** The audio formats that the client can play, in order of preference. */
  accepts?: string[];
}

/** Joins the room of a link or of a code; answered by `room`. */
export interface JoinRoom {
  action: 'join_room';
  room_id?: string | null;
  code?: string | null;
  name: string;
  language: string;
  captions_only?: boolean;
}

export interface LanguagePair {
  source: string;
  target: string;
  voice_quality: string;
  /** The intermediate language, if no model translates the pair directly. */
  via: string | null;
}

/** A part of a text in one language. */
export interface LanguageSpan {
  text: string;
  language: string;
}

/** Answered by `room_left`. */
export interface LeaveRoom {
  action: 'leave_room';
  room_id: string;
}

export type LeftReason = 'left' | 'removed' | 'closed' | 'resumed_elsewhere';

/** The limits of one message, and of one speaker on all connections together. */
export interface Limits {
  message_bytes: number;
  upload_bytes: number;
  /** The longest segment, in seconds. */
  audio_s: number;
  segments: number;
  /** The sustained rate. */
  segments_per_minute: number;
  /** The size of a burst. */
  segments_at_once: number;
  /** Segments that are accepted and have not ended. */
  segments_under_way: number;
  audio_s_per_day: number;
  /** Messages of any kind on one connection. */
  messages_per_second: number;
  /** Participants of a room. */
  room_participants: number;
  /** Languages of a room. */
  room_languages: number;
}

/** Locks the room, so that nobody can join; for the host only. */
export interface LockRoom {
  action: 'lock_room';
  room_id: string;
  locked?: boolean;
}

/** The last event of a segment without a result. */
export interface MessageError {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  last: boolean;
  code: string;
  stage: Stage;
  message: string;
  retryable: boolean;
}

export type Mode = 'streaming' | 'parallel';

/** A part of a message was sent again: `resume` with these fields brings the rest. */
export interface MoreToResume {
  message_id: string;
  after_seq: number;
  from_segment: number;
}

/** Opens a room, whose host its sender becomes; answered by `room`. */
export interface OpenRoom {
  action: 'open_room';
  name: string;
  /** The language in which the participant speaks and listens. */
  language: string;
  /** Whether the participant reads and hears no voices: a language that everyone only reads is not spoken. */
  captions_only?: boolean;
}

/** The recording so far, or its last part, of a segment that is still being spoken; answered by `partial_result` unless a newer one replaces it or the service is busy. */
export interface PartialRecording {
  action: 'partial';
  message_id: string;
  segment?: number;
  /** Grows with each partial recording of the segment. */
  revision: number;
  source_lang?: string;
  target_lang?: string | null;
  /** The room into which it is spoken, in place of `target_lang`. */
  room_id?: string | null;
  /** The encoded recording from `begin_ms` of the segment, in base64. */
  audio_data: string;
  /** Where in the segment the recording begins. It may grow when the segment becomes long. */
  begin_ms?: number;
}

/** What was recognised of a segment that is still being spoken. Joined with a space, both texts are the current hypothesis; both are empty while nobody speaks. */
export interface PartialResult {
  message_id: string;
  segment: number;
  /** The revision of the `partial` that this answers. */
  revision: number;
  /** The words that later revisions keep. */
  stable_text: string;
  /** The words that may still change. */
  unstable_text: string;
  language: string;
  room_id: string | null;
  /** In a room, the participant who speaks. */
  participant_id: string | null;
}

/** The translation of the stable text of a caption, up to the end of a clause. The next one replaces it. */
export interface PartialTranslation {
  message_id: string;
  segment: number;
  /** The revision whose stable text was translated. */
  revision: number;
  translated_text: string;
  source_lang: string;
  target_lang: string;
  room_id: string | null;
  /** In a room, the participant who speaks. */
  participant_id: string | null;
}

/** Keeps the connection open; answered by `pong`. */
export interface Ping {
  action: 'ping';
}

export type Pong = Record<string, never>;

export interface ProcessingStarted {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  stage: Stage;
  mode: Mode;
  /** The Unix time at which the segment was received, in milliseconds; 0 when unknown. */
  received_at_ms: number;
  /** The turn that the segment takes in a room. */
  room: RoomTurn | null;
}

export interface ProcessingUpdate {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  stage: Stage;
  track: Track | null;
}

export interface Ready {
  protocol: number;
  connection_id: string;
  limits: Limits;
  languages: LanguagePair[];
  /** The first voice of a language is its default. */
  voices: VoiceInfo[];
  /** Whether `partial` is served. */
  captions: boolean;
}

/** The speaker's own recording, for the participants of a room who speak its language. */
export interface RecordingReady {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  language: string;
  /** In the format in which it was sent. */
  url: string;
  duration_s: number;
}

/** Removes a participant, who cannot join again; for the host only. */
export interface RemoveParticipant {
  action: 'remove_participant';
  room_id: string;
  participant_id: string;
}

/** Replaces the code of the room; for the host only. */
export interface RenewCode {
  action: 'renew_code';
  room_id: string;
}

/** The reply to a message that was refused; the connection stays open. */
export interface RequestError {
  message_id: string | null;
  segment: number | null;
  room_id: string | null;
  code: string;
  stage: Stage;
  message: string;
  retryable: boolean;
  /** When a retry may succeed, if that is known. */
  retry_after_ms: number | null;
  /** The revision of a `partial` that was refused; the segment itself goes on. */
  revision: number | null;
  /** True if a tentative segment was refused, which may still be sent without `tentative`. */
  tentative: boolean | null;
}

/** Requests the events of a message after a sequence number, from a segment on. */
export interface Resume {
  action: 'resume';
  message_id: string;
  after_seq?: number;
  from_segment?: number;
}

/** Makes this connection the one that receives the room's events. Answered by `room`, then by the events of each turn after `after`, then by `room_resumed`. */
export interface ResumeRoom {
  action: 'resume_room';
  room_id: string;
  /** The latest turn that needs no repetition, nor does any before it. */
  after?: number;
}

export type RoomChange = 'joined' | 'left' | 'removed' | 'connected' | 'disconnected' | 'updated' | 'locked' | 'unlocked' | 'code_renewed' | 'speaking' | 'silent';

/** The room that its receiver opened, joined or resumed. */
export interface RoomInfo {
  room_id: string;
  revision: number;
  /** The fragment of the page's address that leads into the room. */
  link: string;
  /** Null once it has expired. */
  code: string | null;
  code_expires_in_s: number | null;
  locked: boolean;
  /** The participant who may remove others, lock and close the room. */
  host: string;
  participants: RoomParticipant[];
  /** The number of the latest turn. */
  turn: number;
  /** The receiver's own participant_id. */
  you: string;
}

/** This connection receives no more events of the room. */
export interface RoomLeft {
  room_id: string;
  reason: LeftReason;
}

export interface RoomParticipant {
  participant_id: string;
  name: string;
  language: string;
  /** Whether a connection of theirs receives the events of the room. */
  connected: boolean;
  /** Whether they read and hear no voices. */
  captions_only: boolean;
}

/** The turns up to `turn` were repeated. */
export interface RoomResumed {
  room_id: string;
  turn: number;
  /** Whether there was no time for later ones: `resume_room` after this turn brings them. */
  more: boolean;
}

/** A segment that was spoken into a room. */
export interface RoomTurn {
  room_id: string;
  /** Its number: the order in which everyone hears the segments of the room. */
  turn: number;
  /** The speaker. */
  participant_id: string;
  /** The languages in which the others listen. */
  languages: string[];
  /** Those of the languages whose voice nobody hears. */
  captions_only: string[];
}

/** A change of the room, and its current state. It is not stored. */
export interface RoomUpdate {
  room_id: string;
  revision: number;
  /** The fragment of the page's address that leads into the room. */
  link: string;
  /** Null once it has expired. */
  code: string | null;
  code_expires_in_s: number | null;
  locked: boolean;
  /** The participant who may remove others, lock and close the room. */
  host: string;
  participants: RoomParticipant[];
  /** The number of the latest turn. */
  turn: number;
  change: RoomChange;
  /** Whom it concerns. */
  participant_id: string;
}

/** Tells the others that the sender begins or stops to speak. */
export interface Speaking {
  action: 'speaking';
  room_id: string;
  speaking: boolean;
}

export type Stage = 'received' | 'transcribing' | 'translating' | 'synthesizing' | 'complete';

export interface SttResult {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  original_text: string;
  language: string;
  /** The probability of the language among the candidates, 0 to 1; 1 when the client gave it. */
  language_confidence: number;
  /** The language that was probably spoken, even if the client gave another one; null for typed text. */
  detected_language: string | null;
  /** The probability of that among the languages of the pair, 0 to 1. */
  detected_language_confidence: number | null;
  /** The geometric mean of the token probabilities, 0 to 1. */
  confidence: number;
  /** The words of the text in order, if they were requested. */
  words: Word[];
  /** The start of speech in the recording, in seconds; null for a typed text. */
  begin_s: number | null;
  /** The end of speech in the recording, in seconds; null for a typed text. */
  end_s: number | null;
  /** The parts of the text by language, in order, if more than one language was spoken. */
  spans: LanguageSpan[];
}

export interface Term {
  source: string;
  target: string;
  /** Whether the source counts only as it is written: `US`, not `us`. */
  case_sensitive?: boolean;
}

export type Track = 'translated' | 'original';

/** One segment of a message, with its recording inline or uploaded before. */
export interface Translate {
  action: 'translate';
  message_id: string;
  segment?: number;
  /** Whether no segment follows. */
  last?: boolean;
  /** Whether the speaker may go on: the segment is recognised in advance, and nothing of it is sent or charged. The same request without `tentative` accepts it within a second; otherwise it is dropped. */
  tentative?: boolean;
  mode?: Mode;
  source_lang?: string;
  target_lang?: string | null;
  /** Speaks into a room, whose participants hear it in their languages, instead of `target_lang`. */
  room_id?: string | null;
  /** The voice of the translation, of `ready.voices`; without it the default voice. */
  voice?: string | null;
  /** The voice used when `voice` is empty: `quick` is the one that starts soonest, even a basic one. `ready.voices` has the start time of each. */
  voice_preference?: 'quick' | 'natural';
  /** The rate of speech of both voices. */
  speed?: number;
  /** Names and terms that may be spoken, in the source language. */
  hotwords?: string[];
  /** Requests the confidence of each word, which takes a little longer. */
  words?: boolean;
  /** Terms with a fixed translation from the source language. */
  termbase?: Term[];
  /** Requests the translation translated back into the source language. */
  back_translation?: boolean;
  /** The typed text instead of a recording; it needs a source language other than `auto`. */
  text?: string | null;
  /** The encoded recording in base64. */
  audio_data?: string | null;
  /** The key of `upload_ready`. */
  audio_key?: string | null;
  content_type?: string;
}

/** The last event of a segment with a result; `warnings` lists what is missing. A message of several segments ends with one more, about the whole message: its `segment` is null, its texts are joined, and the events of the segments hold the audio. */
export interface TranslationComplete {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  last: boolean;
  original_text: string;
  translated_text: string;
  source_lang: string;
  target_lang: string;
  via: string | null;
  confidence: number;
  /** The translation translated back into the source language, if it was requested. */
  back_translation: string | null;
  audio_url_original: string | null;
  audio_url_translated: string | null;
  /** Milliseconds of computing by stage, and `total` since the segment was accepted. */
  timings: Record<string, number>;
  warnings: Warning[];
  /** In a room: the languages that have an end of their own. This end is for everyone else; its translation is the original text. */
  translated_into: string[];
}

export interface TranslationResult {
  message_id: string;
  /** Null in an event about the whole message. */
  segment: number | null;
  seq: number;
  /** Milliseconds since the segment was accepted. */
  elapsed_ms: number;
  translated_text: string;
  source_lang: string;
  target_lang: string;
  /** The intermediate language, if no model translates the pair directly. */
  via: string | null;
  /** Whether all of it comes from the translation memory. */
  from_memory: boolean;
  /** The translations of the transcript's spans, in order. A span in the target language is translated into the other language that was spoken. */
  spans: LanguageSpan[];
}

/** Changes the sender's own name, language or way of listening; the last two count from the next turn on. */
export interface UpdateParticipant {
  action: 'update_participant';
  room_id: string;
  name?: string | null;
  language?: string | null;
  captions_only?: boolean | null;
}

/** Requests a place for a recording that is too large to send inline; answered by `upload_ready`. */
export interface Upload {
  action: 'upload';
  message_id: string;
  segment?: number;
  content_type?: string;
  /** The size of the encoded recording. */
  bytes: number;
}

export interface UploadReady {
  message_id: string;
  segment: number;
  audio_key: string;
  url: string;
  fields: Record<string, string>;
}

export interface VoiceInfo {
  voice: string;
  language: string;
  /** `natural` or `basic`. */
  quality: string;
  /** `female` or `male`; empty if unknown. */
  sex: string;
  /** About how long its first sound takes, on two cores. */
  start_ms: number;
}

/** Something that is missing from an otherwise complete result. */
export interface Warning {
  code: string;
  segment: number | null;
  track: Track | null;
  message: string;
}

export interface Word {
  /** The word with the punctuation that follows it. */
  text: string;
  /** The probability of its least likely token, 0 to 1. */
  confidence: number;
}

export type ErrorCode =
  | 'internal_error'
  | 'bad_input'
  | 'malformed_json'
  | 'unknown_action'
  | 'invalid_message'
  | 'message_too_large'
  | 'not_admitted'
  | 'unsupported_language'
  | 'unsupported_voice'
  | 'message_not_yours'
  | 'message_unknown'
  | 'audio_not_yours'
  | 'audio_missing'
  | 'not_base64'
  | 'empty_audio'
  | 'not_audio'
  | 'audio_too_long'
  | 'audio_too_large'
  | 'no_speech'
  | 'captions_off'
  | 'unspeakable_text'
  | 'invalid_translation_memory'
  | 'invalid_termbase'
  | 'nothing_to_export'
  | 'export_too_large'
  | 'room_refusal'
  | 'room_unknown'
  | 'not_in_room'
  | 'already_in_room'
  | 'removed_from_room'
  | 'room_locked'
  | 'room_full'
  | 'too_many_languages'
  | 'not_host'
  | 'participant_unknown'
  | 'unavailable'
  | 'throttled'
  | 'rate_limited'
  | 'busy'
  | 'storage_unavailable'
  | 'user_pool_unavailable'
  | 'workflow_unavailable'
  | 'delivery_unavailable'
  | 'crashed'
  | 'timed_out'
  | 'model_error'
  | 'pack_unknown'
  | 'pack_missing'
  | 'pack_corrupt'
  | 'pack_unreachable'
  | 'engine_failed'
  | 'configuration_error'
  | 'segment_ended'
  | 'illegal_transition'
  | 'gone';

export type ClientMessage =
  | Hello
  | Translate
  | Finish
  | Upload
  | Resume
  | PartialRecording
  | Ping
  | OpenRoom
  | JoinRoom
  | LeaveRoom
  | ResumeRoom
  | UpdateParticipant
  | Speaking
  | RemoveParticipant
  | LockRoom
  | RenewCode
  | CloseRoom;

export type ServerEvent =
  | { type: 'processing_started'; data: ProcessingStarted }
  | { type: 'processing_update'; data: ProcessingUpdate }
  | { type: 'stt_result'; data: SttResult }
  | { type: 'recording_ready'; data: RecordingReady }
  | { type: 'translation_result'; data: TranslationResult }
  | { type: 'audio_chunk'; data: AudioChunk }
  | { type: 'audio_ready'; data: AudioReady }
  | { type: 'translation_complete'; data: TranslationComplete }
  | { type: 'error'; data: MessageError }
  | { type: 'partial_result'; data: PartialResult }
  | { type: 'partial_translation'; data: PartialTranslation }
  | { type: 'error'; data: RequestError }
  | { type: 'ready'; data: Ready }
  | { type: 'upload_ready'; data: UploadReady }
  | { type: 'pong'; data: Pong }
  | { type: 'more_to_resume'; data: MoreToResume }
  | { type: 'going_away'; data: GoingAway }
  | { type: 'room'; data: RoomInfo }
  | { type: 'room_update'; data: RoomUpdate }
  | { type: 'room_left'; data: RoomLeft }
  | { type: 'room_resumed'; data: RoomResumed };

/** Events in the flow of a message; an `error` is one of these when it has a `seq`. */
export type FlowEvent =
  | { type: 'processing_started'; data: ProcessingStarted }
  | { type: 'processing_update'; data: ProcessingUpdate }
  | { type: 'stt_result'; data: SttResult }
  | { type: 'recording_ready'; data: RecordingReady }
  | { type: 'translation_result'; data: TranslationResult }
  | { type: 'audio_chunk'; data: AudioChunk }
  | { type: 'audio_ready'; data: AudioReady }
  | { type: 'translation_complete'; data: TranslationComplete }
  | { type: 'error'; data: MessageError };
