import type { Track } from '@dragoman/client/protocol';
import { useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon, type IconName } from '../app/icons.tsx';
import { stringsFor } from '../i18n/strings.ts';
import { ownName } from '../settings/languages.ts';
import { isOwn, viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

interface Props {
  message: Message;
  track: Track;
  language: string;
  text: string;
  expanded: boolean;
  /** Starts correcting the text. */
  edit?: (() => void) | undefined;
}

/** Replays a track, copies its text and saves its audio. Older messages show all but replaying on demand. */
export function AudioButtons({ message, track, language, text, expanded, edit }: Props) {
  const { controller } = useApp();
  const app = useStrings();
  const { strings } = stringsFor(language, app.language);
  const pair = useAppState((state) => state.settings.languages);
  const playing = useAppState(
    ({ playing }) => playing?.key === message.key && playing.track === track,
  );
  const [copied, setCopied] = useState(false);
  const [more, setMore] = useState(false);
  const { status, audio } = viewMessage(message);
  const hasAudio = audio[track].length > 0;
  const shown = expanded || more;
  const { playback } = controller;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      const own = isOwn(message, 0, pair[0]) === (track === 'original');
      controller.notice('copy_refused', own ? 0 : 1);
    }
  };
  return (
    <div className="audio-buttons">
      {hasAudio && (
        <Button
          className="play-button"
          label={playing ? strings.stopPlaying : strings.play(ownName(language))}
          icon={playing ? 'stop' : 'play'}
          playing={playing}
          press={() => playback.toggle(message.key, track)}
        />
      )}
      {shown && hasAudio && (
        <Button
          label={strings.playSlower(ownName(language))}
          icon="slow"
          press={() => playback.playSlower(message.key, track)}
        />
      )}
      {shown && (hasAudio || status === 'done') && (
        <Button
          label={copied ? strings.copied : strings.copy}
          icon={copied ? 'check' : 'copy'}
          press={() => void copy()}
        />
      )}
      {shown && hasAudio && (
        <Button
          label={strings.save}
          icon="save"
          press={() => void playback.save(message.key, track)}
        />
      )}
      {shown && edit && <Button label={strings.correct} icon="edit" press={edit} />}
      {shown && track === 'original' && status === 'done' && (
        <Button
          label={strings.check}
          icon="backTranslate"
          press={() => void controller.check(message.key)}
        />
      )}
      {!shown && <Button label={strings.more} icon="more" press={() => setMore(true)} />}
    </div>
  );
}

interface ButtonProps {
  label: string;
  icon: IconName;
  press: () => void;
  playing?: boolean;
  className?: string;
}

function Button({ label, icon, press, playing, className = 'icon-button' }: ButtonProps) {
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      title={label}
      data-playing={playing || undefined}
      onClick={press}
    >
      <Icon name={icon} />
    </button>
  );
}
