import type {
  FlowEvent,
  MessageError,
  Mode,
  RequestError,
  TranslationComplete,
} from './protocol.ts';

/** A segment of a message: what was sent and what has arrived. */
export interface SegmentState {
  last: boolean;
  /** Whether it was sent on the current connection. */
  sent: boolean;
  /** Received events by `seq`. */
  events: Record<number, FlowEvent>;
  /** Why the service refused it. */
  refusal: RequestError | null;
  /** The typed text, sent instead of a recording. */
  text?: string;
}

/** A message of this speaker, or of another one in the room. */
export interface MessageState {
  id: string;
  source: string;
  target: string;
  mode: Mode;
  segments: Readonly<Record<number, SegmentState>>;
  /** More segments may follow. */
  open: boolean;
  /** Of a message in a room. */
  turn?: { room: string };
}

/** An event about a segment: one of its flow, or the refusal of a request. */
export type SegmentEvent = FlowEvent | { type: 'error'; data: RequestError };

/** Whether the event belongs to the flow of a segment. */
export function isFlowEvent(event: SegmentEvent): event is FlowEvent {
  return 'seq' in event.data;
}

type Data = { [E in FlowEvent as E['type']]: E['data'] };

export function find<T extends keyof Data>(
  segment: SegmentState,
  type: T,
  matches: (data: Data[T]) => boolean = () => true,
): Data[T] | null {
  for (const event of Object.values(segment.events)) {
    const data = event.data as Data[T];
    if (event.type === type && matches(data)) return data;
  }
  return null;
}

/** The segment after an event. A repeated event changes nothing, except that its audio links replace the
 * earlier ones. */
export function withEvent<S extends SegmentState>(segment: S, event: SegmentEvent): S {
  if (!isFlowEvent(event)) return { ...segment, refusal: event.data };
  const known = segment.events[event.data.seq];
  if (known && (known.type !== event.type || audioLinks(known) === audioLinks(event)))
    return segment;
  return { ...segment, events: { ...segment.events, [event.data.seq]: event } };
}

/** The audio links in an event, as one string for comparison. */
function audioLinks({ data }: FlowEvent): string {
  if ('url' in data) return data.url;
  if ('audio_url_original' in data)
    return `${data.audio_url_original} ${data.audio_url_translated}`;
  return '';
}

export function isAccepted(segment: SegmentState): boolean {
  return Object.keys(segment.events).length > 0;
}

export function completion(segment: SegmentState): TranslationComplete | null {
  return find(segment, 'translation_complete');
}

export function failure(segment: SegmentState): MessageError | null {
  return find(segment, 'error');
}

/** Whether no more events will come. A refusal counts only if no event came. */
export function isEnded(segment: SegmentState): boolean {
  return Boolean(
    completion(segment) || failure(segment) || (segment.refusal && !isAccepted(segment)),
  );
}

export function segmentsOf<S extends SegmentState>(message: {
  segments: Readonly<Record<number, S>>;
}): [number, S][] {
  return Object.entries(message.segments)
    .map(([n, segment]): [number, S] => [Number(n), segment])
    .sort(([a], [b]) => a - b);
}

export function isFinished(message: MessageState): boolean {
  return !message.open && segmentsOf(message).every(([, segment]) => isEnded(segment));
}
