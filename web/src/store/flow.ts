import type { FlowEvent, MessageError, RequestError, TranslationComplete } from '../protocol.ts';
import type { Message, Segment } from './state.ts';

/** An event about a segment: one of its flow, or the refusal of a request. */
export type SegmentEvent = FlowEvent | { type: 'error'; data: RequestError };

/** Whether the event belongs to the flow of a segment. */
export function isFlowEvent(event: SegmentEvent): event is FlowEvent {
  return 'seq' in event.data;
}

type Data = { [E in FlowEvent as E['type']]: E['data'] };

export function find<T extends keyof Data>(
  segment: Segment,
  type: T,
  matches: (data: Data[T]) => boolean = () => true,
): Data[T] | null {
  for (const event of Object.values(segment.events)) {
    const data = event.data as Data[T];
    if (event.type === type && matches(data)) return data;
  }
  return null;
}

/** The audio links in an event, as one string for comparison. */
export function audioLinks({ data }: FlowEvent): string {
  if ('url' in data) return data.url;
  if ('audio_url_original' in data)
    return `${data.audio_url_original} ${data.audio_url_translated}`;
  return '';
}

export function isAccepted(segment: Segment): boolean {
  return Object.keys(segment.events).length > 0;
}

export function completion(segment: Segment): TranslationComplete | null {
  return find(segment, 'translation_complete');
}

export function failure(segment: Segment): MessageError | null {
  return find(segment, 'error');
}

/** Whether no more events will come. A refusal counts only if no event came. */
export function isEnded(segment: Segment): boolean {
  return Boolean(
    completion(segment) || failure(segment) || (segment.refusal && !isAccepted(segment)),
  );
}

export function segmentsOf(message: Message): [number, Segment][] {
  return Object.entries(message.segments)
    .map(([n, segment]): [number, Segment] => [Number(n), segment])
    .sort(([a], [b]) => a - b);
}

export function isFinished(message: Message): boolean {
  return !message.open && segmentsOf(message).every(([, segment]) => isEnded(segment));
}
