import type { Mode, Ready } from '../protocol.ts';
import { audioLinks, isFlowEvent, type SegmentEvent } from './flow.ts';
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
}

export type Action =
  | { type: 'connection'; status: ConnectionStatus }
  | { type: 'online'; online: boolean }
  | { type: 'ready'; ready: Ready }
  | { type: 'segment_added'; segment: RecordedSegment }
  | { type: 'message_closed'; key: string }
  | { type: 'segment_sent'; key: string; segment: number }
  | { type: 'message_restarted'; key: string; id: string }
  | { type: 'event_received'; event: SegmentEvent }
  | { type: 'first_sound'; key: string; segment: number; ms: number }
  | { type: 'recording'; recording: Recording | null }
  | { type: 'hands_free'; handsFree: HandsFree | null }
  | { type: 'playing'; playing: Playing | null }
  | { type: 'notice'; notice: Notice | null }
  | { type: 'settings'; settings: Partial<Settings> }
  | { type: 'cleared' };

/** Pure. Events give the same state in any order and however often they are received, except that the
 * last audio links replace earlier ones. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.status };
    case 'online':
      return { ...state, online: action.online };
    case 'ready': {
      const { languages, limits, voices = [] } = action.ready; // older services announce no voices
      return { ...state, connection: 'ready', offers: languages, limits, voices };
    }
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
    case 'event_received':
      return withEvent(state, action.event);
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

function withSegment(messages: readonly Message[], added: RecordedSegment): Message[] {
  const { segment: n, last, spokenAt, ...rest } = added;
  const segment = { spokenAt, last, sent: false, events: {}, refusal: null, firstSoundMs: null };
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

function withEvent(state: State, event: SegmentEvent): State {
  const message = state.messages.find((known) => known.id === event.data.message_id);
  const n = event.data.segment;
  if (!message || n === null) return state;
  return changeSegment(state, message.key, n, (segment) => {
    if (!isFlowEvent(event)) return { ...segment, refusal: event.data };
    const known = segment.events[event.data.seq];
    if (known && (known.type !== event.type || audioLinks(known) === audioLinks(event)))
      return segment;
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
