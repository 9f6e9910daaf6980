import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import type { Settings } from '../store/state.ts';
import { Choice } from './Choice.tsx';
import { capitalised, nameIn } from './languages.ts';
import { chosenVoice, SPEEDS, voiceNames, voicesOf } from './voices.ts';

/** Chooses the voice of each language and the speed. Empty if the service announces no voices. */
export function VoiceChoices() {
  const { controller } = useApp();
  const { strings } = useStrings();
  const offers = useAppState((state) => state.voices);
  const [first, second] = useAppState((state) => state.settings.languages);
  const speed = useAppState((state) => state.settings.speed);
  const preference = useAppState((state) => state.settings.voicePreference);
  if (offers.length === 0) return null;
  return (
    <>
      <VoicesOf language={first} />
      <VoicesOf language={second} />
      <Choice
        label={strings.voicePreference}
        value={preference}
        options={(['natural', 'quick'] as const).map((value) => ({
          value,
          label: strings.voicePreferences[value],
        }))}
        change={(value) =>
          controller.change({ voicePreference: value as Settings['voicePreference'] })
        }
      />
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

/** The voices of one language, each with its quality and a sample. */
function VoicesOf({ language }: { language: string }) {
  const { controller } = useApp();
  const { strings, language: reader } = useStrings();
  const offers = useAppState((state) => state.voices);
  const chosen = useAppState((state) => state.settings.voices);
  const playing = useAppState((state) => state.playing?.key);
  const voices = voiceNames(voicesOf(offers, language), reader, strings.female);
  if (!voices[0]) return null;
  const quality: Record<string, string> = strings.quality;
  const current = chosenVoice(offers, language, chosen) ?? voices[0].voice;
  return (
    <fieldset className="voices">
      <legend>{capitalised(strings.voiceOf(nameIn(language, reader)), reader)}</legend>
      {voices.map((one) => (
        <div className="voice-choice" key={one.voice}>
          <label>
            <input
              type="radio"
              name={`voice-${language}`}
              value={one.voice}
              checked={one.voice === current}
              onChange={() => controller.change({ voices: { ...chosen, [language]: one.voice } })}
            />
            <span>
              {one.name} <small>{quality[one.quality] ?? one.quality}</small>
            </span>
          </label>
          <button
            type="button"
            className="icon-button"
            aria-label={strings.sample(one.name)}
            title={strings.sample(one.name)}
            data-playing={playing === `sample-${one.voice}` || undefined}
            onClick={() => void controller.checks.playSample(one.voice, language)}
          >
            <Icon name="play" />
          </button>
        </div>
      ))}
    </fieldset>
  );
}
