/** How much longer the texts are than the English ones: as in the longest translations. */
const LONGER = 0.4;
const [RIGHT_TO_LEFT, END] = ['\u202e', '\u202c'];

/** Long texts that are read from right to left, to try the layout without a translation. */
export function pseudoTexts<T>(texts: T): T {
  if (typeof texts === 'string') return pseudoText(texts) as T;
  if (typeof texts === 'function') return ((...all: unknown[]) => pseudoText(texts(...all))) as T;
  const inner = Object.entries(texts as object).map(([key, text]) => [key, pseudoTexts(text)]);
  return Object.fromEntries(inner) as T;
}

function pseudoText(text: string): string {
  return `${RIGHT_TO_LEFT}${text} ${text.slice(0, Math.ceil(text.length * LONGER))}${END}`;
}
