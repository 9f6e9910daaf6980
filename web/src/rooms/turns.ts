import { find, segmentsOf, turnNumbers } from '@dragoman/client';
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

/** The messages in the order of the room; what it has not accepted yet comes last. */
export function inOrder(messages: readonly Message[]): Message[] {
  const place = (message: Message) => turnNumbers(message)[0] ?? Number.MAX_SAFE_INTEGER;
  return [...messages].sort((one, other) => place(one) - place(other));
}
