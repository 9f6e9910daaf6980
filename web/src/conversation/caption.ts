import { find, isEnded } from '@dragoman/client';
import type { Caption, Message } from '../store/state.ts';

export function hasWords({ stable, unstable }: Caption): boolean {
  return stable !== '' || unstable !== '';
}

/** Whether the words of the caption are not recognised for good yet. */
export function awaitsText(message: Message, caption: Caption): boolean {
  const segment = message.segments[caption.segment];
  return hasWords(caption) && (!segment || !(find(segment, 'stt_result') || isEnded(segment)));
}

/** Whether the translation of the caption is not final yet. */
export function awaitsTranslation(message: Message, caption: Caption): boolean {
  const segment = message.segments[caption.segment];
  const known = segment && (find(segment, 'translation_result') || isEnded(segment));
  return caption.translated !== '' && !known;
}
