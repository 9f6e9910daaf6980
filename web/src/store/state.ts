import type {
  LanguagePair,
  MessageState,
  Mode,
  Ready,
  SegmentState,
  VoiceInfo,
} from '@dragoman/client';
import type { Playing } from '@dragoman/client/playback';
import type { AccountStatus } from '../account/account.ts';
import type { InterfaceLanguage } from '../i18n/languages.ts';

/** One of the two sides of the screen: one person, one language. */
export type Side = 0 | 1;

export interface Segment extends SegmentState {
  /** End of speech, ms since the epoch. */
  spokenAt: number;
  /** Time from the end of speech to the first sound of the translation. */
  firstSoundMs: number | null;
}

export interface Message extends MessageState {
  /** Identifies the message in the app. Its `id` may change when it is sent again. */
  key: string;
  side: Side;
  segments: Record<number, Segment>;
  /** Whether the direction of translation was changed to follow the spoken language, or the user chose
   * it. It is not changed again. */
  direction?: 'followed' | 'chosen';
  /** The user replaced the message by a corrected one. */
  corrected?: boolean;
  /** It was heard in the sound of a tab or of the system. */
  shared?: boolean;
  /** Of a message in a room. */
  turn?: Turn;
  /** The translation translated back into the source language, on request. */
  backTranslation?: string | 'pending' | null;
}

/** Where a message was spoken, and by whom. */
export interface Turn {
  room: string;
  /** The participant who speaks. */
  speaker: string;
}

export type ConnectionStatus = 'connecting' | 'ready' | 'lost';

export interface Recording {
  phase: 'opening' | 'recording';
  side: Side;
  since: number;
  /** Records until the next tap. */
  latched: boolean;
  /** The pointer left the button: a release cancels. */
  cancelling: boolean;
  /** When the recording reaches its limit, ms since the epoch. */
  endsAt: number | null;
}

export interface HandsFree {
  side: Side;
  /** `paused` during playback. */
  phase: 'loading' | 'listening' | 'speaking' | 'paused';
  /** Share of the model that is loaded, 0 to 1. */
  progress?: number;
  /** Listens to the sound of a tab or of the system, not to the microphone. */
  shared?: boolean;
}

/** The words of the segment that is being spoken, or was just sent. */
export interface Caption {
  key: string;
  segment: number;
  side: Side;
  source: string;
  target: string;
  /** Words that stay. */
  stable: string;
  /** Words that may change. */
  unstable: string;
  /** The translation of the stable words so far, which may change. */
  translated: string;
}

export type NoticeCode =
  | 'mic_refused'
  | 'mic_missing'
  | 'mic_busy'
  | 'mic_ready'
  | 'too_short'
  | 'too_long'
  | 'cancelled'
  | 'no_speech'
  | 'copy_refused'
  | 'check_failed'
  | 'sample_failed'
  | 'hands_free_failed'
  | 'share_missing'
  | 'share_refused'
  | 'share_silent'
  | 'share_failed'
  | 'audio_failed'
  | 'voice_gone';

export interface Notice {
  code: NoticeCode;
  side: Side;
}

export interface Settings {
  /** The languages of the two sides; empty until the service has announced its languages. */
  languages: readonly [string, string];
  mode: Mode;
  autoplay: boolean;
  /** The chosen voice by language. It may not be available any more. */
  voices: Readonly<Record<string, string>>;
  speed: 'slower' | 'normal' | 'faster';
  /** Where no voice is chosen: a natural voice, or one that starts sooner. */
  voicePreference: 'natural' | 'quick';
  handsFree: boolean;
  /** Speaks the translations of shared sound aloud. */
  sharedAloud: boolean;
  /** Turns one panel towards the person across the table. */
  faceToFace: boolean;
  interface: 'auto' | InterfaceLanguage;
  /** Follows the spoken language if it is the other one of the pair. */
  followLanguage: boolean;
  /** Tones and vibration at the start and end of recordings. */
  tones: boolean;
}

export interface State {
  connection: ConnectionStatus;
  online: boolean;
  account: AccountStatus;
  offers: readonly LanguagePair[];
  /** The first voice of a language is its default. */
  voices: readonly VoiceInfo[];
  limits: Ready['limits'] | null;
  messages: readonly Message[];
  recording: Recording | null;
  handsFree: HandsFree | null;
  playing: Playing | null;
  /** Whether the service shows words while someone speaks. */
  captions: boolean;
  caption: Caption | null;
  notice: Notice | null;
  /** The cleared conversation, while clearing can be undone. */
  cleared: readonly Message[] | null;
  settings: Settings;
}

export const SETTINGS: Settings = {
  languages: ['', ''],
  mode: 'streaming',
  autoplay: true,
  voices: {},
  speed: 'normal',
  voicePreference: 'natural',
  handsFree: false,
  sharedAloud: false,
  faceToFace: false,
  interface: 'auto',
  followLanguage: true,
  tones: true,
};

export const INITIAL: State = {
  connection: 'connecting',
  online: true,
  account: 'guest',
  offers: [],
  voices: [],
  limits: null,
  messages: [],
  recording: null,
  handsFree: null,
  playing: null,
  captions: false,
  caption: null,
  notice: null,
  cleared: null,
  settings: SETTINGS,
};
