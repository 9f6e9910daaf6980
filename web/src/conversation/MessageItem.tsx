import { useState } from 'preact/hooks';
import { useApp, useAppState, useSideStrings } from '../app/context.ts';
import type { Strings } from '../i18n/en.ts';
import { AudioButtons } from '../playback/AudioButtons.tsx';
import { direction, ownName } from '../settings/languages.ts';
import { isOwn, type MessageView, viewMessage } from '../store/messageView.ts';
import type { Message, Side } from '../store/state.ts';
import { BackTranslation } from './BackTranslation.tsx';
import { CaptionText, TranslatedCaption } from './CaptionText.tsx';
import { awaitsText, awaitsTranslation } from './caption.ts';
import { LanguageQuestion } from './LanguageQuestion.tsx';
import { LanguageSpans } from './LanguageSpans.tsx';
import { Problems } from './Problems.tsx';
import { Progress } from './Progress.tsx';
import { TextInput } from './TextInput.tsx';
import { Uncertainty } from './Uncertainty.tsx';

interface Props {
  message: Message;
  side: Side;
  newest: boolean;
}

/** A message in one person's language: the transcript or the translation. */
export function MessageItem({ message, side, newest }: Props) {
  const { controller } = useApp();
  const { strings } = useSideStrings(side);
  const here = useAppState((state) => state.settings.languages[side]);
  const [editing, setEditing] = useState(false);
  const caption = useAppState(({ caption }) => (caption?.key === message.key ? caption : null));
  const view = viewMessage(message);
  const own = isOwn(message, side, here);
  const language = own ? message.source : message.target;
  const track = own ? 'original' : 'translated';
  const text = own ? view.original : view.translated;
  const speaking = own && caption && awaitsText(message, caption) ? caption : null;
  const spoken = !own && caption && awaitsTranslation(message, caption) ? caption : null;
  // An empty row keeps both panels aligned.
  if (!own && view.status === 'failed' && !text) return <li className="message-gap" />;
  return (
    <li
      className="message"
      data-key={message.key}
      data-own={own || undefined}
      data-status={view.status}
      data-corrected={message.corrected || undefined}
    >
      <div className="message-content">
        {speaking && <CaptionText caption={speaking} before={text} />}
        {spoken && <TranslatedCaption caption={spoken} before={text} />}
        {text && !editing && !speaking && !spoken && (
          <p className="text" lang={language} dir={direction(language)}>
            <Text view={view} own={own} text={text} strings={strings} />
          </p>
        )}
        {!text && !speaking && !spoken && <Pending strings={strings} view={view} own={own} />}
        {editing && (
          <TextInput
            label={strings.correct}
            language={language}
            text={text}
            sendLabel={strings.send}
            cancelLabel={strings.cancel}
            send={(corrected) => controller.correct(message.key, corrected)}
            close={() => setEditing(false)}
          />
        )}
        {own && !editing && <LanguageSpans spans={view.spans} />}
        {message.corrected && <p className="note">{strings.corrected}</p>}
        <LanguageQuestion message={message} view={view} own={own} strings={strings} />
        <Uncertainty view={view} own={own} strings={strings} />
        <Problems message={message} view={view} track={track} strings={strings} />
        {own && <BackTranslation message={message} strings={strings} />}
        <div className="message-footer">
          {text && (
            <AudioButtons
              message={message}
              track={track}
              language={language}
              text={text}
              expanded={newest}
              edit={own && !message.corrected ? () => setEditing(true) : undefined}
            />
          )}
          {own && <Progress message={message} view={view} strings={strings} />}
          <Time at={view.spokenAt} language={ownName(here) ? here : language} />
        </div>
      </div>
    </li>
  );
}

interface TextProps {
  view: MessageView;
  own: boolean;
  text: string;
  strings: Strings;
}

/** The text; uncertain words of a transcript are marked. */
function Text({ view, own, text, strings }: TextProps) {
  if (!own)
    return (
      <>
        {text}
        {!view.translationComplete && <span className="continues" aria-hidden="true" />}
      </>
    );
  if (!view.words.some(({ uncertain }) => uncertain)) return <>{text}</>;
  return (
    <>
      {view.words.map(({ text: word, uncertain }, index) => (
        <span key={index}>
          {index > 0 && ' '}
          {uncertain ? (
            <mark className="uncertain-word" title={strings.uncertainWord}>
              {word}
            </mark>
          ) : (
            word
          )}
        </span>
      ))}
    </>
  );
}

function Pending({ strings, view, own }: { strings: Strings; view: MessageView; own: boolean }) {
  if (view.status === 'failed') return null;
  if (own) return <p className="pending" aria-hidden="true" />;
  const known = view.original !== '';
  return (
    <p className="pending" data-known={known || undefined}>
      {known ? strings.translating : strings.listeningPlaceholder}
    </p>
  );
}

function Time({ at, language }: { at: number; language: string }) {
  const time = new Date(at);
  return (
    <time className="time" dateTime={time.toISOString()}>
      {time.toLocaleTimeString(language || undefined, { hour: 'numeric', minute: '2-digit' })}
    </time>
  );
}
