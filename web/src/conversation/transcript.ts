import { ownName } from '../settings/languages.ts';
import type { Message } from '../store/state.ts';
import { viewMessage } from '../store/view.ts';

/** The conversation as a person would write it down. */
export function transcript(messages: readonly Message[]): string {
  return messages
    .map((message) => [message, viewMessage(message)] as const)
    .filter(([, view]) => view.original)
    .map(([message, view]) => {
      const said = `${ownName(message.source)}: ${view.original}`;
      return view.translated ? `${said}\n${ownName(message.target)}: ${view.translated}` : said;
    })
    .join('\n\n');
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
