import { useAppState } from '../app/context.ts';
import { direction } from '../settings/languages.ts';
import { useRoomState } from './context.ts';
import { PersonName } from './PersonName.tsx';
import { type Person, person, type RoomCaption, type RoomState } from './roomState.ts';

/** The words of a participant who speaks. Screen readers get only the final text. */
export function SpokenWords({ caption, className }: { caption: RoomCaption; className: string }) {
  const { stable, unstable, language } = caption;
  return (
    <p
      className={`${className} caption`}
      lang={language}
      dir={direction(language)}
      aria-hidden="true"
    >
      <span className="stable">{stable}</span>
      {unstable && <span className="unstable">{stable ? ` ${unstable}` : unstable}</span>}
    </p>
  );
}

/** What is being said, before the room has accepted it as a turn. */
export function SpokenCaptions({ className }: { className: string }) {
  const state = useRoomState((state) => state);
  const recording = useAppState(({ recording }) => recording?.phase === 'recording');
  const messages = useAppState((state) => state.messages);
  const known = new Set(messages.map(({ id }) => id));
  return (
    <>
      {spokenNow(state, recording, known).map(([speaker, caption]) => (
        <li key={caption.message} className="turn" aria-hidden="true">
          <p className="turn-speaker">
            <PersonName person={speaker} />
          </p>
          <SpokenWords caption={caption} className={className} />
        </li>
      ))}
    </>
  );
}

/** The captions of those who speak. `known` are the messages with a turn of their own. */
export function spokenNow(
  state: RoomState,
  recording: boolean,
  known: ReadonlySet<string>,
): [Person, RoomCaption][] {
  return Object.entries(state.captions).flatMap(([id, caption]) => {
    const speaker = person(state, id);
    const speaks = id === state.room?.you ? recording : state.speaking.includes(id);
    const hasWords = caption.stable || caption.unstable;
    return speaker && speaks && hasWords && !known.has(caption.message)
      ? [[speaker, caption] as [Person, RoomCaption]]
      : [];
  });
}
