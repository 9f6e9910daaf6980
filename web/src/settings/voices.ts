import type { VoiceOffer } from '../protocol.ts';
import type { Settings } from '../store/state.ts';
import { capitalised, nameIn } from './languages.ts';

/** How fast they speak; 1 is a voice's own speed. */
export const SPEEDS: Record<Settings['speed'], number> = { slower: 0.8, normal: 1, faster: 1.25 };

export function voicesOf(offers: readonly VoiceOffer[], language: string): VoiceOffer[] {
  return offers.filter((offer) => offer.language === language);
}

/** Who was chosen to speak this language, while they are to be had; else nobody, and the language's first
 * speaks. */
export function chosenVoice(
  offers: readonly VoiceOffer[],
  language: string,
  chosen: Settings['voices'],
): string | null {
  const there = voicesOf(offers, language).some(({ voice }) => voice === chosen[language]);
  return (there && chosen[language]) || null;
}

/** `en_US-joe-medium` of Piper, `espeak-en-gb-x-rp` of espeak-ng: a language, a region, what sets it apart. */
const NAME = /^(?:espeak-)?([a-z]{2,3})(?:[-_]([a-z]{2}|\d{3})(?=-|$))?(?:-(.+))?$/i;
const MODEL_SIZE = /-?(x_low|low|medium|high)$/;

/** `pf_dora` of Kokoro: an accent, female or male, a name. */
const KOKORO = /^([a-z])[fm]_([a-z]+)$/;
const KOKORO_ACCENTS: Record<string, string> = {
  a: 'en-US',
  b: 'en-GB',
  e: 'es',
  f: 'fr',
  i: 'it',
  p: 'pt-BR',
};

/** What a person calls it: "American English, Joe". A name of another form stays as it is. */
export function voiceName(voice: string, reader: string, female: string): string {
  const [, letter = '', name = ''] = KOKORO.exec(voice) ?? [];
  const known = KOKORO_ACCENTS[letter];
  if (known)
    return [nameIn(known, reader), name].map((part) => capitalised(part, reader)).join(', ');
  const [, language, region, rest = ''] = NAME.exec(voice) ?? [];
  if (!language) return voice;
  const accent = nameIn(region ? `${language}-${region.toUpperCase()}` : language, reader);
  const own = rest.replace(MODEL_SIZE, '').replaceAll('_', ' ');
  const apart = own.startsWith('x-') ? own.slice(2).toUpperCase() : capitalised(own, reader);
  return [capitalised(accent, reader), own === 'female' ? female : apart]
    .filter(Boolean)
    .join(', ');
}

/** The voices of a language as a person tells them apart; two of one name keep those they came with. */
export function voiceNames(
  offers: readonly VoiceOffer[],
  reader: string,
  female: string,
): { voice: string; quality: string; name: string }[] {
  const names = offers.map(({ voice }) => voiceName(voice, reader, female));
  return offers.map(({ voice, quality }, n) => {
    const name = names[n] ?? voice;
    return { voice, quality, name: names.indexOf(name) === names.lastIndexOf(name) ? name : voice };
  });
}
