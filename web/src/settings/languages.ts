import type { LanguagePair } from '../protocol.ts';

/** Languages that take part in any pair on offer. */
export function offered(offers: readonly LanguagePair[]): string[] {
  return [...new Set(offers.flatMap(({ source, target }) => [source, target]))];
}

export function isOffered(offers: readonly LanguagePair[], source: string, target: string): boolean {
  return offers.some((offer) => offer.source === source && offer.target === target);
}

/** What was chosen before, while both are still spoken here, if not with each other: that is said, and
 * theirs to change. Else the reader's own language and another. */
export function startingPair(
  offers: readonly LanguagePair[],
  chosen: readonly [string, string],
  readers: readonly string[],
): readonly [string, string] {
  const known = offered(offers);
  if (chosen.every((language) => known.includes(language))) return chosen;
  const own = readers.map((tag) => tag.split('-')[0] ?? '').find((tag) => known.includes(tag));
  const first = own ?? known[0] ?? '';
  const second = offers.find(({ source }) => source === first)?.target ?? '';
  return [first, second];
}

/** The pair after one side chose a language: choosing the other's swaps the two. */
export function languagesFor(
  pair: readonly [string, string],
  side: 0 | 1,
  language: string,
): readonly [string, string] {
  const [a, b] = pair;
  if (side === 0) return language === b ? [b, a] : [language, b];
  return language === a ? [b, a] : [a, language];
}

/** A language in its own words: "Português". */
export function ownName(language: string): string {
  return language ? capitalised(nameIn(language, language), language) : '…';
}

/** A language in the words of another: "português", "Brazilian Portuguese". */
export function nameIn(language: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}

export function capitalised(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb']);

export function direction(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}
