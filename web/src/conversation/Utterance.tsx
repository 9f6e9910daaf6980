import { useAppState, useSideWords } from '../app/context.ts';
import type { Words } from '../i18n/en.ts';
import { VoiceButtons } from '../playback/VoiceButtons.tsx';
import { direction } from '../settings/languages.ts';
import type { Message, Side } from '../store/state.ts';
import { isOwn, type MessageView, viewMessage } from '../store/view.ts';
import { Progress } from './Progress.tsx';
import { Trouble } from './Trouble.tsx';

interface Props {
  message: Message;
  side: Side;
}

/** A message as one person sees it: their own words, or the other's in their language. */
export function Utterance({ message, side }: Props) {
  const { words } = useSideWords(side);
  const here = useAppState((state) => state.settings.languages[side]);
  const view = viewMessage(message);
  const own = isOwn(message, side, here);
  const language = own ? message.source : message.target;
  const track = own ? 'original' : 'translated';
  const text = own ? view.original : view.translated;
  if (!own && view.status === 'failed' && !text) return null;
  return (
    <li className="utterance" data-own={own || undefined} data-status={view.status}>
      {text && (
        <p className="words" lang={language} dir={direction(language)}>
          {text}
          {!own && !view.translationKnown && <span className="more" aria-hidden="true" />}
        </p>
      )}
      {!text && <Pending words={words} view={view} own={own} />}
      {own && view.lowConfidence && <p className="doubtful">{words.doubtful}</p>}
      <Trouble message={message} view={view} track={track} words={words} />
      <div className="foot">
        {text && <VoiceButtons message={message} track={track} language={language} text={text} />}
        {own && <Progress message={message} view={view} words={words} />}
      </div>
    </li>
  );
}

function Pending({ words, view, own }: { words: Words; view: MessageView; own: boolean }) {
  if (view.status === 'failed') return null;
  if (own) return <p className="pending" aria-hidden="true" />;
  const known = view.original !== '';
  return (
    <p className="pending" data-known={known || undefined}>
      {known ? words.translating : words.hears}
    </p>
  );
}
