import { useEffect, useRef } from 'preact/hooks';
import { useAppState, useSideStrings } from '../app/context.ts';
import { SpeakerControls } from '../record/SpeakerControls.tsx';
import { direction, ownName } from '../settings/languages.ts';
import type { Side } from '../store/state.ts';
import { MessageItem } from './MessageItem.tsx';

/** One person's side: the conversation in their language, and their controls. */
export function SpeakerPanel({ side }: { side: Side }) {
  const { strings, language } = useSideStrings(side);
  const own = useAppState((state) => state.settings.languages[side]);
  const messages = useAppState((state) => state.messages);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = list.current;
    if (element && messages) element.scrollTop = element.scrollHeight;
  }, [messages]);
  return (
    <section
      className="panel"
      data-side={side}
      lang={language}
      dir={direction(own)}
      aria-label={ownName(own)}
    >
      {messages.length === 0 ? (
        <div className="welcome">
          <p>{strings.welcome}</p>
          <p>{strings.welcomeMore}</p>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        <ol className="log" ref={list} tabIndex={0} aria-label={ownName(own)}>
          {messages.map((message) => (
            <MessageItem key={message.key} message={message} side={side} />
          ))}
        </ol>
      )}
      <SpeakerControls side={side} />
    </section>
  );
}
