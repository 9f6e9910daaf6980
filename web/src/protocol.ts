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
  min_speech_s: 0.1,
  speech_pad_s: 0.2,
  max_speech_s: 20.0,
  split_window_s: 4.0,
};
export const FRAME_SAMPLES = 512;
export const FRAME_S = 0.032;

export interface Finish {
  action: 'finish';
  message_id: string;
  segments: number;
}

export interface Hello {
  action: 'hello';
  protocol?: 1;
  source_lang?: string;
  target_lang?: string | null;
  accepts?: string[];
}

export type Mode = 'streaming' | 'parallel';

export interface Ping {
  action: 'ping';
}

export interface Resume {
  action: 'resume';
  message_id: string;
  after_seq?: number;
  from_segment?: number;
}

export interface Translate {
  action: 'translate';
  message_id: string;
  segment?: number;
  last?: boolean;
  mode?: Mode;
  source_lang?: string;
  target_lang: string;
  voice?: string | null;
  voice_preference?: 'quick' | 'natural';
  speed?: number;
  hotwords?: string[];
  words?: boolean;
  audio_data?: string | null;
  audio_key?: string | null;
  content_type?: string;
}

export interface Upload {
  action: 'upload';
  message_id: string;
  segment?: number;
  content_type?: string;
  bytes: number;
}

export interface AudioChunk {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  track: Track;
  index: number;
  url: string;
  duration_s: number;
  content_type: string;
}

export interface AudioReady {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  track: Track;
  url: string;
  duration_s: number;
  content_type: string;
  voice_quality: string;
  voice: string;
}

export interface GoingAway {
  in_ms: number;
}

export interface LanguagePair {
  source: string;
  target: string;
  voice_quality: string;
  via: string | null;
}

export interface Limits {
  message_bytes: number;
  upload_bytes: number;
  audio_s: number;
  segments: number;
  segments_per_minute: number;
  segments_at_once: number;
  segments_under_way: number;
  audio_s_per_day: number;
  messages_per_second: number;
}

export interface MessageError {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  last: boolean;
  code: string;
  stage: Stage;
  message: string;
  retryable: boolean;
}

export interface MoreToResume {
  message_id: string;
  after_seq: number;
  from_segment: number;
}

export type Pong = Record<string, never>;

export interface ProcessingStarted {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  stage: Stage;
  mode: Mode;
}

export interface ProcessingUpdate {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  stage: Stage;
  track: Track | null;
}

export interface Ready {
  protocol: number;
  connection_id: string;
  limits: Limits;
  languages: LanguagePair[];
  voices: VoiceInfo[];
}

export interface RequestError {
  message_id: string | null;
  segment: number | null;
  code: string;
  stage: Stage;
  message: string;
  retryable: boolean;
  retry_after_ms: number | null;
}

export type Stage = 'received' | 'transcribing' | 'translating' | 'synthesizing' | 'complete';

export interface SttResult {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  original_text: string;
  language: string;
  language_confidence: number;
  confidence: number;
  words: Word[];
}

export type Track = 'translated' | 'original';

export interface TranslationComplete {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  last: boolean;
  original_text: string;
  translated_text: string;
  source_lang: string;
  target_lang: string;
  via: string | null;
  confidence: number;
  audio_url_original: string | null;
  audio_url_translated: string | null;
  timings: Record<string, number>;
  warnings: Warning[];
}

export interface TranslationResult {
  message_id: string;
  segment: number | null;
  seq: number;
  elapsed_ms: number;
  translated_text: string;
  source_lang: string;
  target_lang: string;
  via: string | null;
  from_memory: boolean;
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
  quality: string;
  sex: string;
  start_ms: number;
}

export interface Warning {
  code: string;
  segment: number | null;
  track: Track | null;
  message: string;
}

export interface Word {
  text: string;
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
  | 'unspeakable_text'
  | 'invalid_translation_memory'
  | 'invalid_termbase'
  | 'unavailable'
  | 'throttled'
  | 'rate_limited'
  | 'busy'
  | 'storage_unavailable'
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
  | Ping;

export type ServerEvent =
  | { type: 'processing_started'; data: ProcessingStarted }
  | { type: 'processing_update'; data: ProcessingUpdate }
  | { type: 'stt_result'; data: SttResult }
  | { type: 'translation_result'; data: TranslationResult }
  | { type: 'audio_chunk'; data: AudioChunk }
  | { type: 'audio_ready'; data: AudioReady }
  | { type: 'translation_complete'; data: TranslationComplete }
  | { type: 'error'; data: MessageError }
  | { type: 'error'; data: RequestError }
  | { type: 'ready'; data: Ready }
  | { type: 'upload_ready'; data: UploadReady }
  | { type: 'pong'; data: Pong }
  | { type: 'more_to_resume'; data: MoreToResume }
  | { type: 'going_away'; data: GoingAway };

/** Events in the flow of a message; an `error` is one of these when it has a `seq`. */
export type FlowEvent =
  | { type: 'processing_started'; data: ProcessingStarted }
  | { type: 'processing_update'; data: ProcessingUpdate }
  | { type: 'stt_result'; data: SttResult }
  | { type: 'translation_result'; data: TranslationResult }
  | { type: 'audio_chunk'; data: AudioChunk }
  | { type: 'audio_ready'; data: AudioReady }
  | { type: 'translation_complete'; data: TranslationComplete }
  | { type: 'error'; data: MessageError };
