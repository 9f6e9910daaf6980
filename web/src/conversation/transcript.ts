import { ownName } from '../settings/languages.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

/** The conversation as plain text. */
export function transcript(messages: readonly Message[]): string {
  return messages
    .map((message) => [message, viewMessage(message)] as const)
    .filter(([, view]) => view.original)
    .map(([message, view]) => {
      const original = `${ownName(message.source)}: ${view.original}`;
      return view.translated
        ? `${original}\n${ownName(message.target)}: ${view.translated}`
        : original;
    })
    .join('\n\n');
}

export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
