import { useState } from 'preact/hooks';
import { useApp, useAppState, useSideStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { PSEUDO_LANGUAGE } from '../i18n/languages.ts';
import { SpeakerControls } from '../record/SpeakerControls.tsx';
import { direction, ownName } from '../settings/languages.ts';
import type { Side } from '../store/state.ts';
import { CaptionItem } from './CaptionText.tsx';
import { hasWords } from './caption.ts';
import { MessageItem } from './MessageItem.tsx';
import { TextInput } from './TextInput.tsx';
import type { AlignedScroll } from './useAlignedRows.ts';

interface Props {
  side: Side;
  scroll: AlignedScroll;
  /** A text to begin with, from another app. */
  sharedText?: string;
}

/** One person's side: the conversation in their language, and their controls. */
export function SpeakerPanel({ side, scroll, sharedText = '' }: Props) {
  const { controller } = useApp();
  const { strings, language } = useSideStrings(side);
  const own = useAppState((state) => state.settings.languages[side]);
  const messages = useAppState((state) => state.messages);
  const caption = useAppState(({ caption, messages }) =>
    caption && hasWords(caption) && !messages.some(({ key }) => key === caption.key)
      ? caption
      : null,
  );
  const [atEnd, setAtEnd] = useState(true);
  /** The text that typing begins with; null while the field is closed. */
  const [typing, setTyping] = useState(sharedText || null);
  return (
    <section
      className="panel"
      data-side={side}
      lang={language}
      dir={direction(language === PSEUDO_LANGUAGE ? language : own)}
      aria-label={ownName(own)}
    >
      {messages.length === 0 && !caption ? (
        <div className="welcome">
          <p>{strings.welcome}</p>
          <p>{strings.welcomeMore}</p>
        </div>
      ) : (
        <div className="log-area">
          <ol
            className="log"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keys
            tabIndex={0}
            aria-label={ownName(own)}
            onScroll={(event) => setAtEnd(scroll.onScroll(event.currentTarget))}
          >
            {messages.map((message, n) => (
              <MessageItem
                key={message.key}
                message={message}
                side={side}
                newest={n === messages.length - 1}
              />
            ))}
            {caption && <CaptionItem caption={caption} own={caption.side === side} />}
          </ol>
          {!atEnd && (
            <button type="button" className="jump" onClick={() => scroll.scrollToNewest()}>
              <Icon name="down" />
              {strings.newest}
            </button>
          )}
        </div>
      )}
      {typing !== null && own !== '' && (
        <TextInput
          text={typing}
          label={strings.typeIn(ownName(own))}
          language={own}
          sendLabel={strings.send}
          cancelLabel={strings.cancel}
          send={(text) => controller.type(side, text)}
          close={() => setTyping(null)}
        />
      )}
      <SpeakerControls
        side={side}
        typing={typing !== null}
        toggleTyping={() => setTyping(typing === null ? '' : null)}
      />
    </section>
  );
}
