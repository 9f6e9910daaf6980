import { accepted, ended, segmentsOf } from '../store/flow.ts';
import type { Message } from '../store/state.ts';

export type Errand =
  | { do: 'translate'; message: Message; segment: number }
  | { do: 'resume'; message: Message };

/** What a fresh connection has to say: to send what was never acknowledged, even if it was sent (a
 * repeat starts nothing twice), and to ask for what was missed of the rest. */
export function onReady(messages: readonly Message[]): Errand[] {
  return messages.flatMap((message) => [...unacknowledged(message), ...missed(message)]);
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
