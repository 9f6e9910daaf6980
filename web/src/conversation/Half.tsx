import { useEffect, useRef } from 'react';
import { useAppState, useSideWords } from '../app/context.ts';
import { Dock } from '../record/Dock.tsx';
import { direction, ownName } from '../settings/languages.ts';
import type { Side } from '../store/state.ts';
import { Utterance } from './Utterance.tsx';

/** One person's side of the table: all that was said, in their language, and their button. */
export function Half({ side }: { side: Side }) {
  const { words, language } = useSideWords(side);
  const own = useAppState((state) => state.settings.languages[side]);
  const messages = useAppState((state) => state.messages);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = list.current;
    if (element && messages) element.scrollTop = element.scrollHeight;
  }, [messages]);
  return (
    <section
      className="half"
      data-side={side}
      lang={language}
      dir={direction(own)}
      aria-label={ownName(own)}
    >
      {messages.length === 0 ? (
        <div className="welcome">
          <p>{words.welcome}</p>
          <p>{words.welcomeMore}</p>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        <ol className="log" ref={list} tabIndex={0} aria-label={ownName(own)}>
          {messages.map((message) => (
            <Utterance key={message.key} message={message} side={side} />
          ))}
        </ol>
      )}
      <Dock side={side} />
    </section>
  );
}
