import { useApp, useAppState, useWords } from '../app/context.ts';
import type { Settings } from '../store/state.ts';
import { Choice } from './Choice.tsx';
import { nameIn } from './languages.ts';
import { chosenVoice, SPEEDS, voiceNames, voicesOf } from './voices.ts';

/** Who speaks each language of the conversation, and how fast; nothing where a service names no voices. */
export function VoiceChoices() {
  const { interpreter } = useApp();
  const { words } = useWords();
  const offers = useAppState((state) => state.voices);
  const [first, second] = useAppState((state) => state.settings.languages);
  const speed = useAppState((state) => state.settings.speed);
  if (offers.length === 0) return null;
  return (
    <>
      <VoiceChoice language={first} />
      <VoiceChoice language={second} />
      <Choice
        label={words.speed}
        value={speed}
        options={Object.keys(SPEEDS).map((value) => ({
          value,
          label: words.speeds[value as Settings['speed']],
        }))}
        change={(value) => interpreter.change({ speed: value as Settings['speed'] })}
      />
    </>
  );
}

function VoiceChoice({ language }: { language: string }) {
  const { interpreter } = useApp();
  const { words, language: reader } = useWords();
  const offers = useAppState((state) => state.voices);
  const chosen = useAppState((state) => state.settings.voices);
  const voices = voiceNames(voicesOf(offers, language), reader, words.female);
  if (!voices[0]) return null;
  const quality: Record<string, string> = words.quality;
  return (
    <Choice
      label={words.voiceOf(nameIn(language, reader))}
      value={chosenVoice(offers, language, chosen) ?? voices[0].voice}
      options={voices.map((one) => ({
        value: one.voice,
        label: `${one.name}, ${quality[one.quality] ?? one.quality}`,
      }))}
      change={(voice) => interpreter.change({ voices: { ...chosen, [language]: voice } })}
    />
  );
}
