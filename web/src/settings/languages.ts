/** Two languages between which the service translates. */
type Pair = { source: string; target: string };

/** The languages of all available pairs. */
export function availableLanguages(offers: readonly Pair[]): string[] {
  return [...new Set(offers.flatMap(({ source, target }) => [source, target]))];
}

export function isAvailable(offers: readonly Pair[], source: string, target: string): boolean {
  return offers.some((offer) => offer.source === source && offer.target === target);
}

/** The pair chosen before if both languages are still available, even if not as a pair. Otherwise the
 * first language of the user that is available, and one it is translated to. */
export function startingPair(
  offers: readonly Pair[],
  chosen: readonly [string, string],
  preferred: readonly string[],
): readonly [string, string] {
  const known = availableLanguages(offers);
  if (chosen.every((language) => known.includes(language))) return chosen;
  const own = preferred.map((tag) => tag.split('-')[0] ?? '').find((tag) => known.includes(tag));
  const first = own ?? known[0] ?? '';
  const second = offers.find(({ source }) => source === first)?.target ?? '';
  return [first, second];
}

/** The pair after one side chose a language. Choosing the other side's language swaps the two. */
export function languagesFor(
  pair: readonly [string, string],
  side: 0 | 1,
  language: string,
): readonly [string, string] {
  const [a, b] = pair;
  if (side === 0) return language === b ? [b, a] : [language, b];
  return language === a ? [b, a] : [a, language];
}

/** The name of a language in itself, for example "Português". */
export function ownName(language: string): string {
  return language ? capitalised(nameIn(language, language), language) : '…';
}

/** The name of a language in another, for example "Brazilian Portuguese". */
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
  return RIGHT_TO_LEFT.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
