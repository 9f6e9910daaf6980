import { useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { stringsFor } from '../i18n/strings.ts';
import type { Track } from '../protocol.ts';
import { ownName } from '../settings/languages.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

interface Props {
  message: Message;
  track: Track;
  language: string;
  text: string;
}

/** Replays a track, copies its text and saves its audio. */
export function AudioButtons({ message, track, language, text }: Props) {
  const { controller } = useApp();
  const app = useStrings();
  const { strings } = stringsFor(language, app.language);
  const playing = useAppState(
    ({ playing }) => playing?.key === message.key && playing.track === track,
  );
  const [copied, setCopied] = useState(false);
  const { status, audio } = viewMessage(message);
  const files = audio[track];
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true));
    setTimeout(() => setCopied(false), 2000);
  };
  const playLabel = playing ? strings.stopPlaying : strings.play(ownName(language));
  return (
    <div className="audio-buttons">
      {files.length > 0 && (
        <button
          type="button"
          className="play-button"
          data-playing={playing || undefined}
          aria-label={playLabel}
          title={playLabel}
          onClick={() => controller.playback.toggle(message.key, track)}
        >
          <Icon name={playing ? 'stop' : 'play'} />
        </button>
      )}
      {(files.length > 0 || status === 'done') && (
        <button
          type="button"
          className="icon-button"
          aria-label={copied ? strings.copied : strings.copy}
          title={strings.copy}
          onClick={copy}
        >
          <Icon name={copied ? 'check' : 'copy'} />
        </button>
      )}
      {files.length > 0 && (
        <button
          type="button"
          className="icon-button"
          aria-label={strings.save}
          title={strings.save}
          onClick={() => void controller.playback.save(message.key, track)}
        >
          <Icon name="save" />
        </button>
      )}
    </div>
  );
}
