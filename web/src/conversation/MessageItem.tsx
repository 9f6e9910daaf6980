import { useAppState, useSideStrings } from '../app/context.ts';
import type { Strings } from '../i18n/en.ts';
import { AudioButtons } from '../playback/AudioButtons.tsx';
import { direction } from '../settings/languages.ts';
import { isOwn, type MessageView, viewMessage } from '../store/messageView.ts';
import type { Message, Side } from '../store/state.ts';
import { Problems } from './Problems.tsx';
import { Progress } from './Progress.tsx';

interface Props {
  message: Message;
  side: Side;
}

/** A message in one person's language: the transcript or the translation. */
export function MessageItem({ message, side }: Props) {
  const { strings } = useSideStrings(side);
  const here = useAppState((state) => state.settings.languages[side]);
  const view = viewMessage(message);
  const own = isOwn(message, side, here);
  const language = own ? message.source : message.target;
  const track = own ? 'original' : 'translated';
  const text = own ? view.original : view.translated;
  if (!own && view.status === 'failed' && !text) return null;
  return (
    <li className="message" data-own={own || undefined} data-status={view.status}>
      {text && (
        <p className="text" lang={language} dir={direction(language)}>
          {text}
          {!own && !view.translationComplete && <span className="continues" aria-hidden="true" />}
        </p>
      )}
      {!text && <Pending strings={strings} view={view} own={own} />}
      {own && view.lowConfidence && <p className="low-confidence">{strings.lowConfidence}</p>}
      <Problems message={message} view={view} track={track} strings={strings} />
      <div className="message-footer">
        {text && <AudioButtons message={message} track={track} language={language} text={text} />}
        {own && <Progress message={message} view={view} strings={strings} />}
      </div>
    </li>
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
