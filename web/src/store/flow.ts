import type { FlowEvent, MessageError, TranslationComplete } from '../protocol.ts';
import type { Heard } from './reducer.ts';
import type { Message, Segment } from './state.ts';

/** Whether the event belongs to the flow of a segment, rather than refusing a request. */
export function isFlow(event: Heard): event is FlowEvent {
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

/** Where its voices are to be had. */
export function linksOf({ data }: FlowEvent): string {
  if ('url' in data) return data.url;
  if ('audio_url_original' in data)
    return `${data.audio_url_original} ${data.audio_url_translated}`;
  return '';
}

export function accepted(segment: Segment): boolean {
  return Object.keys(segment.events).length > 0;
}

export function completion(segment: Segment): TranslationComplete | null {
  return find(segment, 'translation_complete');
}

export function failure(segment: Segment): MessageError | null {
  return find(segment, 'error');
}

/** Nothing more will be heard of it. A refusal counts only while nothing was accepted. */
export function ended(segment: Segment): boolean {
  return Boolean(
    completion(segment) || failure(segment) || (segment.refusal && !accepted(segment)),
  );
}

export function segmentsOf(message: Message): [number, Segment][] {
  return Object.entries(message.segments)
    .map(([n, segment]): [number, Segment] => [Number(n), segment])
    .sort(([a], [b]) => a - b);
}

export function finished(message: Message): boolean {
  return !message.open && segmentsOf(message).every(([, segment]) => ended(segment));
}
