import type {
  FlowEvent,
  Mode,
  LanguagePair,
  Ready,
  RequestError,
  Track,
  VoiceInfo,
} from '../protocol.ts';

/** One of the two halves of the screen: one person, one language. */
export type Side = 0 | 1;

export interface Segment {
  /** End of speech, ms since the epoch. */
  spokenAt: number;
  last: boolean;
  /** Sent on the connection of now. */
  sent: boolean;
  /** What was heard of it, by `seq`. */
  events: Record<number, FlowEvent>;
  /** Why it was not accepted. */
  refusal: RequestError | null;
  /** From the end of speech until the translation was heard, in ms. */
  firstSoundMs: number | null;
}

export interface Message {
  /** Ours: it stays when the service asks for a new `message_id`. */
  key: string;
  id: string;
  side: Side;
  source: string;
  target: string;
  mode: Mode;
  segments: Record<number, Segment>;
  /** More segments may come. */
  open: boolean;
}

export type ConnectionStatus = 'connecting' | 'ready' | 'lost';

export interface Recording {
  phase: 'opening' | 'recording';
  side: Side;
  since: number;
  /** Goes on until the next tap. */
  latched: boolean;
}

export interface HandsFree {
  side: Side;
  /** `paused` while a voice speaks, which must not be heard as a person. */
  phase: 'loading' | 'listening' | 'speaking' | 'paused';
}

export interface Playing {
  key: string;
  track: Track;
}

export type NoticeCode =
  | 'mic_refused'
  | 'mic_missing'
  | 'mic_busy'
  | 'mic_ready'
  | 'too_short'
  | 'too_long'
  | 'hands_free_failed'
  | 'audio_failed'
  | 'voice_gone';

export interface Notice {
  code: NoticeCode;
  side: Side;
}

export interface Settings {
  /** Of the two halves; empty until the service has said what it offers. */
  languages: readonly [string, string];
  mode: Mode;
  autoplay: boolean;
  /** Who speaks a language, where somebody was chosen: they need not be on offer any more. */
  voices: Readonly<Record<string, string>>;
  speed: 'slower' | 'normal' | 'faster';
  handsFree: boolean;
  /** The upper half of a phone faces the other person. */
  faceToFace: boolean;
  interface: 'auto' | 'en' | 'pt';
}

export interface State {
  connection: ConnectionStatus;
  online: boolean;
  offers: readonly LanguagePair[];
  /** The first of a language speaks when nobody was chosen. */
  voices: readonly VoiceInfo[];
  limits: Ready['limits'] | null;
  messages: readonly Message[];
  recording: Recording | null;
  handsFree: HandsFree | null;
  playing: Playing | null;
  notice: Notice | null;
  settings: Settings;
}

export const SETTINGS: Settings = {
  languages: ['', ''],
  mode: 'streaming',
  autoplay: true,
  voices: {},
  speed: 'normal',
  handsFree: false,
  faceToFace: false,
  interface: 'auto',
};

export const INITIAL: State = {
  connection: 'connecting',
  online: true,
  offers: [],
  voices: [],
  limits: null,
  messages: [],
  recording: null,
  handsFree: null,
  playing: null,
  notice: null,
  settings: SETTINGS,
};
