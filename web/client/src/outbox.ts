import { isAccepted, isEnded, type MessageState, segmentsOf } from './messages.ts';

export type OutboxItem<M extends MessageState> =
  | { action: 'translate'; message: M; segment: number }
  | { action: 'resume'; message: M }
  | { action: 'finish'; message: M; segments: number };

/** Requests of a new connection: sends every segment that was not acknowledged (repeats are idempotent)
 * and resumes the messages whose events may have been missed. */
export function requestsOnConnect<M extends MessageState>(messages: readonly M[]): OutboxItem<M>[] {
  return messages.flatMap((message) => {
    const items = [...unacknowledged(message), ...missed(message)];
    return items.length > 0 ? [...items, ...finish(message)] : [];
  });
}

/** Segments that were not sent on the open connection yet. */
export function unsent<M extends MessageState>(messages: readonly M[]): OutboxItem<M>[] {
  return messages.flatMap((message) =>
    unacknowledged(message).filter(
      (item) => item.action === 'translate' && !message.segments[item.segment]?.sent,
    ),
  );
}

function unacknowledged<M extends MessageState>(message: M): OutboxItem<M>[] {
  return segmentsOf(message)
    .filter(([, segment]) => !isAccepted(segment) && !segment.refusal)
    .map(([segment]) => ({ action: 'translate', message, segment }));
}

function missed<M extends MessageState>(message: M): OutboxItem<M>[] {
  if (message.turn) return []; // the whole room is resumed
  const waits = segmentsOf(message).some(([, segment]) => isAccepted(segment) && !isEnded(segment));
  return waits ? [{ action: 'resume', message }] : [];
}

/** Closes a message whose last segment was sent before it was known to be the last. */
export function finish<M extends MessageState>(message: M): OutboxItem<M>[] {
  const segments = segmentsOf(message);
  if (message.open || segments.at(-1)?.[1].last !== false) return [];
  return [{ action: 'finish', message, segments: segments.length }];
}
