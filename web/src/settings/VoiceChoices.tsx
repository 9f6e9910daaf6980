import { useApp, useAppState, useStrings } from '../app/context.ts';
import type { Settings } from '../store/state.ts';
import { Choice } from './Choice.tsx';
import { nameIn } from './languages.ts';
import { chosenVoice, SPEEDS, voiceNames, voicesOf } from './voices.ts';

/** Chooses the voice of each language and the speed. Empty if the service announces no voices. */
export function VoiceChoices() {
  const { controller } = useApp();
  const { strings } = useStrings();
  const offers = useAppState((state) => state.voices);
  const [first, second] = useAppState((state) => state.settings.languages);
  const speed = useAppState((state) => state.settings.speed);
  if (offers.length === 0) return null;
  return (
    <>
      <VoiceChoice language={first} />
      <VoiceChoice language={second} />
      <Choice
        label={strings.speed}
        value={speed}
        options={Object.keys(SPEEDS).map((value) => ({
          value,
          label: strings.speeds[value as Settings['speed']],
        }))}
        change={(value) => controller.change({ speed: value as Settings['speed'] })}
      />
    </>
  );
}

function VoiceChoice({ language }: { language: string }) {
  const { controller } = useApp();
  const { strings, language: reader } = useStrings();
  const offers = useAppState((state) => state.voices);
  const chosen = useAppState((state) => state.settings.voices);
  const voices = voiceNames(voicesOf(offers, language), reader, strings.female);
  if (!voices[0]) return null;
  const quality: Record<string, string> = strings.quality;
  return (
    <Choice
      label={strings.voiceOf(nameIn(language, reader))}
      value={chosenVoice(offers, language, chosen) ?? voices[0].voice}
      options={voices.map((one) => ({
        value: one.voice,
        label: `${one.name}, ${quality[one.quality] ?? one.quality}`,
      }))}
      change={(voice) => controller.change({ voices: { ...chosen, [language]: voice } })}
    />
  );
}
