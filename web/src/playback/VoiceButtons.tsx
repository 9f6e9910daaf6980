import { useState } from 'react';
import { useApp, useAppState, useWords } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { wordsFor } from '../i18n/words.ts';
import type { Track } from '../protocol.ts';
import { ownName } from '../settings/languages.ts';
import type { Message } from '../store/state.ts';
import { viewMessage } from '../store/view.ts';

interface Props {
  message: Message;
  track: Track;
  language: string;
  text: string;
}

/** Hear it again, copy it, keep it. */
export function VoiceButtons({ message, track, language, text }: Props) {
  const { interpreter } = useApp();
  const app = useWords();
  const { words } = wordsFor(language, app.language);
  const playing = useAppState(
    ({ playing }) => playing?.key === message.key && playing.track === track,
  );
  const [copied, setCopied] = useState(false);
  const { status, voices: all } = viewMessage(message);
  const voices = all[track];
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true));
    setTimeout(() => setCopied(false), 2000);
  };
  const playLabel = playing ? words.stopPlaying : words.play(ownName(language));
  return (
    <div className="voice">
      {voices.length > 0 && (
        <button
          type="button"
          className="round"
          data-playing={playing || undefined}
          aria-label={playLabel}
          title={playLabel}
          onClick={() => interpreter.voices.replay(message.key, track)}
        >
          <Icon name={playing ? 'stop' : 'play'} />
        </button>
      )}
      {(voices.length > 0 || status === 'done') && (
        <button
          type="button"
          className="quiet"
          aria-label={copied ? words.copied : words.copy}
          title={words.copy}
          onClick={copy}
        >
          <Icon name={copied ? 'check' : 'copy'} />
        </button>
      )}
      {voices.length > 0 && (
        <button
          type="button"
          className="quiet"
          aria-label={words.save}
          title={words.save}
          onClick={() => void interpreter.voices.save(message.key, track)}
        >
          <Icon name="save" />
        </button>
      )}
    </div>
  );
}
