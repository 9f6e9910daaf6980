import { type SegmentEvent, withEvent } from '@dragoman/client';
import type { Playing } from '@dragoman/client/playback';
import type { Mode, Ready } from '@dragoman/client/protocol';
import type { AccountStatus } from '../account/account.ts';
import { startingPair } from '../settings/languages.ts';
import type {
  Caption,
  ConnectionStatus,
  HandsFree,
  Message,
  Notice,
  Recording,
  Segment,
  Settings,
  Side,
  State,
  Turn,
} from './state.ts';

export interface RecordedSegment {
  key: string;
  id: string;
  side: Side;
  source: string;
  target: string;
  mode: Mode;
  segment: number;
  last: boolean;
  spokenAt: number;
  text?: string;
  /** It is from shared sound. */
  shared?: boolean;
  turn?: Turn;
}

export type Action =
  | { type: 'connection'; status: ConnectionStatus }
  | { type: 'online'; online: boolean }
  | { type: 'account'; status: AccountStatus }
  /** `preferred` are the user's languages, from which a missing pair is chosen. */
  | { type: 'ready'; ready: Ready; preferred: readonly string[] }
  | { type: 'languages_known'; languages: readonly string[]; preferred: readonly string[] }
  | { type: 'segment_added'; segment: RecordedSegment }
  | { type: 'message_closed'; key: string }
  | { type: 'segment_sent'; key: string; segment: number }
  | { type: 'message_restarted'; key: string; id: string }
  | { type: 'message_redirected'; key: string; id: string; by: 'followed' | 'chosen' }
  | { type: 'message_corrected'; key: string }
  | { type: 'direction_confirmed'; key: string }
  | { type: 'back_translation'; key: string; text: string | null }
  | { type: 'event_received'; event: SegmentEvent }
  | { type: 'first_sound'; key: string; segment: number; ms: number }
  | { type: 'recording'; recording: Recording | null }
  | { type: 'hands_free'; handsFree: HandsFree | null }
  | { type: 'caption'; caption: Caption | null }
  | { type: 'playing'; playing: Playing | null }
  | { type: 'notice'; notice: Notice | null }
  | { type: 'settings'; settings: Partial<Settings> }
  | { type: 'cleared' }
  | { type: 'clear_undone' }
  | { type: 'clear_final' };

/** Pure. Events give the same state in any order and however often they are received, except that the
 * last audio links replace earlier ones. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.status };
    case 'online':
      return { ...state, online: action.online };
    case 'account':
      return { ...state, account: action.status };
    case 'ready': {
      // Older services announce neither voices nor captions.
      const { languages, limits, voices = [], captions = false } = action.ready;
      const chosen = state.settings.languages;
      const pair =
        languages.length > 0 ? startingPair(languages, chosen, action.preferred) : chosen;
      const settings = { ...state.settings, languages: pair };
      return {
        ...state,
        connection: 'ready',
        offers: languages,
        limits,
        voices,
        captions,
        settings,
      };
    }
    case 'languages_known':
      return withGuessedPair(state, action.languages, action.preferred);
    case 'segment_added':
      return { ...state, messages: withSegment(state.messages, action.segment) };
    case 'message_closed':
      return changeMessage(state, action.key, (message) => ({ ...message, open: false }));
    case 'segment_sent':
      return changeSegment(state, action.key, action.segment, (segment) => ({
        ...segment,
        sent: true,
        refusal: null,
      }));
    case 'message_restarted':
      return changeMessage(state, action.key, (message) => restarted(message, action.id));
    case 'message_redirected':
      return changeMessage(state, action.key, (message) => redirected(message, action));
    case 'message_corrected':
      return changeMessage(state, action.key, (message) => ({ ...message, corrected: true }));
    case 'direction_confirmed':
      return changeMessage(state, action.key, (message) => ({ ...message, direction: 'chosen' }));
    case 'back_translation':
      return changeMessage(state, action.key, (message) => ({
        ...message,
        backTranslation: action.text,
      }));
    case 'event_received':
      return withSegmentEvent(state, action.event);
    case 'first_sound':
      return changeSegment(state, action.key, action.segment, (segment) => ({
        ...segment,
        firstSoundMs: segment.firstSoundMs ?? action.ms,
      }));
    case 'recording':
      return { ...state, recording: action.recording };
    case 'hands_free':
      return { ...state, handsFree: action.handsFree };
    case 'caption':
      return { ...state, caption: action.caption };
    case 'playing':
      return { ...state, playing: action.playing };
    case 'notice':
      return { ...state, notice: action.notice };
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.settings } };
    case 'cleared':
      return { ...state, cleared: state.messages, messages: [], playing: null, caption: null };
    case 'clear_undone':
      return { ...state, messages: [...(state.cleared ?? []), ...state.messages], cleared: null };
    case 'clear_final':
      return { ...state, cleared: null };
  }
}

function withSegment(messages: readonly Message[], added: RecordedSegment): Message[] {
  const { segment: n, last, spokenAt, text, ...rest } = added;
  const empty = { sent: false, events: {}, refusal: null, firstSoundMs: null };
  const segment = { spokenAt, last, ...empty, ...(text !== undefined && { text }) };
  const existing = messages.find((message) => message.key === added.key);
  const segments: Record<number, Segment> = { ...existing?.segments, [n]: segment };
  const message: Message = { ...(existing ?? rest), segments, open: !last };
  return existing
    ? messages.map((other) => (other === existing ? message : other))
    : [...messages, message];
}

/** The message before it was sent. A new `message_id` discards its events. */
function restarted(message: Message, id: string): Message {
  const entries = Object.entries(message.segments).map(([n, segment]) => {
    const events = id === message.id ? segment.events : {};
    return [n, { ...segment, events, sent: false, refusal: null }];
  });
  return { ...message, id, segments: Object.fromEntries(entries) };
}

/** The message in the opposite direction: the other person spoke. */
function redirected(
  message: Message,
  { id, by }: { id: string; by: 'followed' | 'chosen' },
): Message {
  const { source, target, side } = message;
  const other: Side = side ? 0 : 1;
  return { ...restarted(message, id), source: target, target: source, side: other, direction: by };
}

/** Chooses a pair before the service has announced its pairs, so that recording can start. */
function withGuessedPair(
  state: State,
  languages: readonly string[],
  preferred: readonly string[],
): State {
  const [first, second] = state.settings.languages;
  if (first && second) return state;
  const offers = languages.flatMap((source) =>
    languages.filter((target) => target !== source).map((target) => ({ source, target })),
  );
  const pair = startingPair(offers, ['', ''], preferred);
  return { ...state, settings: { ...state.settings, languages: pair } };
}

function withSegmentEvent(state: State, event: SegmentEvent): State {
  const message = state.messages.find((known) => known.id === event.data.message_id);
  const n = event.data.segment;
  if (!message || n === null) return state;
  return changeSegment(state, message.key, n, (segment) => withEvent(segment, event));
}

function changeMessage(state: State, key: string, change: (message: Message) => Message): State {
  const messages = state.messages.map((message) =>
    message.key === key ? change(message) : message,
  );
  return { ...state, messages };
}

function changeSegment(
  state: State,
  key: string,
  n: number,
  change: (segment: Segment) => Segment,
): State {
  return changeMessage(state, key, (message) => {
    const segment = message.segments[n];
    if (!segment) return message;
    return { ...message, segments: { ...message.segments, [n]: change(segment) } };
  });
}
