import { find, isFinished, segmentsOf } from '../store/flow.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

/** What a participant reads of a turn. */
export interface Caption {
  /** Empty while it is not known. */
  text: string;
  language: string;
  /** Whether it is a translation; else it is the transcript. */
  translated: boolean;
}

/** The translation for this participant; the transcript where they spoke themselves, understand the
 * speaker, or came too late for a translation. */
export function captionOf(message: Message, own: boolean): Caption {
  const { original, translated, status } = viewMessage(message);
  const spoken = spokenLanguage(message);
  const target = translatedInto(message);
  if (!own && target !== null && target !== spoken)
    return { text: translated, language: target, translated: true };
  const understood = own || spoken === message.target || status === 'done' || status === 'failed';
  return { text: understood ? original : '', language: spoken, translated: false };
}

export function spokenLanguage(message: Message): string {
  for (const [, segment] of segmentsOf(message)) {
    const transcript = find(segment, 'stt_result');
    if (transcript) return transcript.language;
  }
  return message.source;
}

function translatedInto(message: Message): string | null {
  for (const [, segment] of segmentsOf(message)) {
    const found = find(segment, 'translation_result') ?? find(segment, 'translation_complete');
    if (found) return found.target_lang;
  }
  return null;
}

/** The numbers of the turns of a message, one for each segment that the room has accepted. */
export function turnNumbers(message: Message): number[] {
  return segmentsOf(message).flatMap(
    ([, segment]) => find(segment, 'processing_started')?.room?.turn ?? [],
  );
}

/** The messages in the order of the room; what it has not accepted yet comes last. */
export function inOrder(messages: readonly Message[]): Message[] {
  const place = (message: Message) => turnNumbers(message)[0] ?? Number.MAX_SAFE_INTEGER;
  return [...messages].sort((one, other) => place(one) - place(other));
}

/** The number of the turn up to which every turn has ended here. Up to `sent` the service has repeated
 * all there are; after it, a number that is not known may be a turn that got lost. */
export function latestComplete(messages: readonly Message[], sent: number): number {
  const unfinished = messages.filter((message) => !isFinished(message)).flatMap(turnNumbers);
  const finished = new Set(messages.filter(isFinished).flatMap(turnNumbers));
  let latest = Math.min(sent, ...unfinished.map((turn) => turn - 1));
  while (finished.has(latest + 1)) latest += 1;
  return latest;
}

/** Whether a turn before this one may have got lost: its number is not known. */
export function isMissing(messages: readonly Message[], sent: number, before: number): boolean {
  const known = new Set(messages.flatMap(turnNumbers));
  for (let turn = sent + 1; turn < before; turn += 1) if (!known.has(turn)) return true;
  return false;
}
