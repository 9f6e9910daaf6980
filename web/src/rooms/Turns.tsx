import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { useRoomState } from './context.ts';
import { SpokenCaptions } from './SpokenCaptions.tsx';
import { TurnItem } from './TurnItem.tsx';
import { inOrder } from './turns.ts';

/** Distance from the end within which the list follows new turns. */
const NEAR_END_PX = 80;

/** The turns, each in this participant's language. */
export function Turns() {
  const { strings } = useStrings();
  const messages = useAppState((state) => state.messages);
  const captionsOnly = useRoomState((state) => state.preferences.captionsOnly);
  const captions = useRoomState((state) => state.captions);
  const list = useRef<HTMLOListElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const scroll = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  useLayoutEffect(() => {
    if (atEnd) scroll();
  }, [messages, captions, atEnd]);
  const turns = inOrder(messages);
  return (
    <div
      className="log-area"
      role="log"
      // A screen reader would speak over the voices.
      aria-live={captionsOnly ? 'polite' : 'off'}
      aria-label={strings.room.title}
    >
      <ol
        className="turns"
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keys
        tabIndex={0}
        aria-label={strings.room.turns}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_END_PX)
        }
      >
        {turns.map((message) => (
          <TurnItem key={message.key} message={message} />
        ))}
        <SpokenCaptions className="text" />
      </ol>
      {turns.length === 0 && <p className="welcome">{strings.room.empty}</p>}
      {!atEnd && (
        <button type="button" className="jump" onClick={scroll}>
          <Icon name="down" />
          {strings.newest}
        </button>
      )}
    </div>
  );
}
