import { find, isFinished, type MessageState, segmentsOf } from './messages.ts';

/** The numbers of the turns of a message, one for each segment that the room has accepted. */
export function turnNumbers(message: MessageState): number[] {
  return segmentsOf(message).flatMap(
    ([, segment]) => find(segment, 'processing_started')?.room?.turn ?? [],
  );
}

/** The number of the turn up to which every turn has ended here. Up to `sent` the service has repeated
 * all there are; after it, a number that is not known may be a turn that got lost. */
export function latestComplete(messages: readonly MessageState[], sent: number): number {
  const unfinished = messages.filter((message) => !isFinished(message)).flatMap(turnNumbers);
  const finished = new Set(messages.filter(isFinished).flatMap(turnNumbers));
  let latest = Math.min(sent, ...unfinished.map((turn) => turn - 1));
  while (finished.has(latest + 1)) latest += 1;
  return latest;
}

/** Whether a turn before this one may have got lost: its number is not known. */
export function isMissing(
  messages: readonly MessageState[],
  sent: number,
  before: number,
): boolean {
  const known = new Set(messages.flatMap(turnNumbers));
  for (let turn = sent + 1; turn < before; turn += 1) if (!known.has(turn)) return true;
  return false;
}
