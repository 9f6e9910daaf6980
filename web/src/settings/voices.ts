import type { VoiceInfo } from '@dragoman/client/protocol';
import type { Settings } from '../store/state.ts';
import { capitalised, nameIn } from './languages.ts';

/** Speech rates; 1 is the normal rate of a voice. */
export const SPEEDS: Record<Settings['speed'], number> = { slower: 0.8, normal: 1, faster: 1.25 };

export function voicesOf(offers: readonly VoiceInfo[], language: string): VoiceInfo[] {
  return offers.filter((offer) => offer.language === language);
}

/** The chosen voice of a language if it is available; null leaves the choice to the service. */
export function chosenVoice(
  offers: readonly VoiceInfo[],
  language: string,
  chosen: Settings['voices'],
): string | null {
  const available = voicesOf(offers, language).some(({ voice }) => voice === chosen[language]);
  return (available && chosen[language]) || null;
}

/** `en_US-joe-medium` of Piper, `espeak-en-gb-x-rp` of espeak-ng: language, region and the rest of the name. */
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

/** A readable name, for example "American English, Joe". Names of another form are unchanged. */
export function voiceName(voice: string, reader: string, female: string): string {
  const [, letter = '', speaker = ''] = KOKORO.exec(voice) ?? [];
  const kokoroAccent = KOKORO_ACCENTS[letter];
  if (kokoroAccent)
    return [nameIn(kokoroAccent, reader), speaker]
      .map((part) => capitalised(part, reader))
      .join(', ');
  const [, language, region, rest = ''] = NAME.exec(voice) ?? [];
  if (!language) return voice;
  const accent = nameIn(region ? `${language}-${region.toUpperCase()}` : language, reader);
  const name = rest.replace(MODEL_SIZE, '').replaceAll('_', ' ');
  const label = name.startsWith('x-') ? name.slice(2).toUpperCase() : capitalised(name, reader);
  return [capitalised(accent, reader), name === 'female' ? female : label]
    .filter(Boolean)
    .join(', ');
}

/** Readable names for voices. Voices whose names would be equal keep their ids. */
export function voiceNames(
  offers: readonly VoiceInfo[],
  reader: string,
  female: string,
): { voice: string; quality: string; name: string }[] {
  const names = offers.map(({ voice }) => voiceName(voice, reader, female));
  return offers.map(({ voice, quality }, n) => {
    const name = names[n] ?? voice;
    return { voice, quality, name: names.indexOf(name) === names.lastIndexOf(name) ? name : voice };
  });
}
