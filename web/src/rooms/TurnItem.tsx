import { useState } from 'preact/hooks';
import { useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { errorText } from '../i18n/strings.ts';
import { direction, ownName } from '../settings/languages.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';
import { useRoom, useRoomState } from './context.ts';
import { PersonName } from './PersonName.tsx';
import { person } from './roomState.ts';
import { SpokenWords } from './SpokenCaptions.tsx';
import { type Caption, captionOf, spokenLanguage } from './turns.ts';

/** What someone said, in this participant's language; the original on a tap. */
export function TurnItem({ message }: { message: Message }) {
  const { strings } = useStrings();
  const controller = useRoom();
  const speaker = useRoomState((state) => person(state, message.turn?.speaker ?? ''));
  const own = useRoomState((state) => state.room?.you === message.turn?.speaker);
  const words = useRoomState((state) => state.captions[message.turn?.speaker ?? '']);
  const [showsOriginal, setShowsOriginal] = useState(false);
  const view = viewMessage(message);
  const caption = captionOf(message, own);
  const hasOriginal = caption.translated && view.original !== '';
  const spoken = spokenLanguage(message);
  const problem = view.problem;
  if (problem && !own && !caption.text) return null;
  return (
    <li className="turn" data-own={own || undefined} data-status={view.status}>
      <p className="turn-speaker">
        {speaker ? <PersonName person={speaker} /> : strings.room.someone}
        {own && ` (${strings.room.you})`}
      </p>
      {caption.text ? (
        <p className="text" lang={caption.language} dir={direction(caption.language)}>
          {caption.text}
        </p>
      ) : (
        !problem &&
        (words?.message === message.id ? (
          <SpokenWords caption={words} className="text" />
        ) : (
          <p className="pending">{strings.listeningPlaceholder}</p>
        ))
      )}
      {hasOriginal && showsOriginal && (
        <p className="original" lang={spoken} dir={direction(spoken)}>
          {view.original}
        </p>
      )}
      <div className="message-footer">
        {hasOriginal && (
          <button
            type="button"
            className="link-button"
            aria-expanded={showsOriginal}
            onClick={() => setShowsOriginal(!showsOriginal)}
          >
            {showsOriginal ? strings.room.hideOriginal : strings.room.original(ownName(spoken))}
          </button>
        )}
        <PlayButton message={message} caption={caption} />
      </div>
      {problem && own && (
        <div className="problem">
          <p>{errorText(strings, problem.code)}</p>
          {problem.retryable && (
            <button type="button" className="button" onClick={() => controller.retry(message.key)}>
              <Icon name="retry" />
              {strings.again}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

/** Plays the voice of a turn in this participant's language, or stops it. */
function PlayButton({ message, caption }: { message: Message; caption: Caption }) {
  const { strings } = useStrings();
  const { playback } = useRoom();
  const { language, translated } = caption;
  const track = translated ? 'translated' : 'original';
  const playing = useAppState(
    ({ playing }) => playing?.key === message.key && playing.track === track,
  );
  if (viewMessage(message).audio[track].length === 0) return null;
  const label = playing ? strings.stopPlaying : strings.play(ownName(language));
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      data-playing={playing || undefined}
      onClick={() => playback.toggle(message.key, track)}
    >
      <Icon name={playing ? 'stop' : 'play'} />
    </button>
  );
}
