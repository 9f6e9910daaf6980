import type { FlowEvent, Mode, Ready, RequestError } from '../protocol.ts';
import { isFlow, linksOf } from './flow.ts';
import type {
  ConnectionStatus,
  HandsFree,
  Message,
  Notice,
  Playing,
  Recording,
  Segment,
  Settings,
  Side,
  State,
} from './state.ts';

export interface Said {
  key: string;
  id: string;
  side: Side;
  source: string;
  target: string;
  mode: Mode;
  segment: number;
  last: boolean;
  spokenAt: number;
}

export type Heard = FlowEvent | { type: 'error'; data: RequestError };

export type Action =
  | { type: 'connection'; status: ConnectionStatus }
  | { type: 'online'; online: boolean }
  | { type: 'ready'; ready: Ready }
  | { type: 'said'; said: Said }
  | { type: 'closed'; key: string }
  | { type: 'sent'; key: string; segment: number }
  | { type: 'unsent'; key: string; id: string }
  | { type: 'heard'; event: Heard }
  | { type: 'first_sound'; key: string; segment: number; ms: number }
  | { type: 'recording'; recording: Recording | null }
  | { type: 'hands_free'; handsFree: HandsFree | null }
  | { type: 'playing'; playing: Playing | null }
  | { type: 'notice'; notice: Notice | null }
  | { type: 'settings'; settings: Partial<Settings> }
  | { type: 'cleared' };

/** Pure. Whatever the order in which events are heard, and however often, the same state results; of
 * links, which are signed anew each time, the last ones stand. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.status };
    case 'online':
      return { ...state, online: action.online };
    case 'ready': {
      const { languages, limits, voices = [] } = action.ready; // of older services there is no choice
      return { ...state, connection: 'ready', offers: languages, limits, voices };
    }
    case 'said':
      return { ...state, messages: withSaid(state.messages, action.said) };
    case 'closed':
      return changeMessage(state, action.key, (message) => ({ ...message, open: false }));
    case 'sent':
      return changeSegment(state, action.key, action.segment, (segment) => ({
        ...segment,
        sent: true,
        refusal: null,
      }));
    case 'unsent':
      return changeMessage(state, action.key, (message) => unsent(message, action.id));
    case 'heard':
      return withHeard(state, action.event);
    case 'first_sound':
      return changeSegment(state, action.key, action.segment, (segment) => ({
        ...segment,
        firstSoundMs: segment.firstSoundMs ?? action.ms,
      }));
    case 'recording':
      return { ...state, recording: action.recording };
    case 'hands_free':
      return { ...state, handsFree: action.handsFree };
    case 'playing':
      return { ...state, playing: action.playing };
    case 'notice':
      return { ...state, notice: action.notice };
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.settings } };
    case 'cleared':
      return { ...state, messages: [], playing: null };
  }
}

function withSaid(messages: readonly Message[], said: Said): Message[] {
  const { segment: n, last, spokenAt, ...about } = said;
  const segment = { spokenAt, last, sent: false, events: {}, refusal: null, firstSoundMs: null };
  const begun = messages.find((message) => message.key === said.key);
  const segments: Record<number, Segment> = { ...begun?.segments, [n]: segment };
  const message: Message = { ...(begun ?? about), segments, open: !last };
  return begun
    ? messages.map((other) => (other === begun ? message : other))
    : [...messages, message];
}

/** As it was before anything was sent; under another `message_id`, nothing was heard of it. */
function unsent(message: Message, id: string): Message {
  const entries = Object.entries(message.segments).map(([n, segment]) => {
    const events = id === message.id ? segment.events : {};
    return [n, { ...segment, events, sent: false, refusal: null }];
  });
  return { ...message, id, segments: Object.fromEntries(entries) };
}

function withHeard(state: State, event: Heard): State {
  const message = state.messages.find((known) => known.id === event.data.message_id);
  const n = event.data.segment;
  if (!message || n === null) return state;
  return changeSegment(state, message.key, n, (segment) => {
    if (!isFlow(event)) return { ...segment, refusal: event.data };
    const known = segment.events[event.data.seq];
    if (known && (known.type !== event.type || linksOf(known) === linksOf(event))) return segment;
    return { ...segment, events: { ...segment.events, [event.data.seq]: event } };
  });
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
