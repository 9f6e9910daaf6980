import { accepted, ended, segmentsOf } from '../store/flow.ts';
import type { Message } from '../store/state.ts';

export type Errand =
  | { do: 'translate'; message: Message; segment: number }
  | { do: 'resume'; message: Message }
  | { do: 'finish'; message: Message; segments: number };

/** What a fresh connection has to say: to send what was never acknowledged, even if it was sent (a
 * repeat starts nothing twice), and to ask for what was missed of the rest. */
export function onReady(messages: readonly Message[]): Errand[] {
  return messages.flatMap((message) => {
    const errands = [...unacknowledged(message), ...missed(message)];
    return errands.length > 0 ? [...errands, ...finish(message)] : [];
  });
}

/** What an open connection has not been told yet. */
export function unsent(messages: readonly Message[]): Errand[] {
  return messages.flatMap((message) =>
    unacknowledged(message).filter(
      (errand) => errand.do === 'translate' && !message.segments[errand.segment]?.sent,
    ),
  );
}

function unacknowledged(message: Message): Errand[] {
  return segmentsOf(message)
    .filter(([, segment]) => !accepted(segment) && !segment.refusal)
    .map(([segment]) => ({ do: 'translate', message, segment }));
}

function missed(message: Message): Errand[] {
  const waits = segmentsOf(message).some(([, segment]) => accepted(segment) && !ended(segment));
  return waits ? [{ do: 'resume', message }] : [];
}

/** For a message whose last segment left before anyone knew that it was the last. */
export function finish(message: Message): Errand[] {
  const segments = segmentsOf(message);
  if (message.open || segments.at(-1)?.[1].last !== false) return [];
  return [{ do: 'finish', message, segments: segments.length }];
}
