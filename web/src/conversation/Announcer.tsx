import { useEffect, useRef, useState } from 'react';
import { useApp, useAppState, useWords } from '../app/context.ts';
import { explain, wordsFor } from '../i18n/words.ts';
import type { Message } from '../store/state.ts';
import { viewMessage } from '../store/view.ts';

interface Line {
  id: string;
  language: string;
  text: string;
}

const KEPT = 12;

/** For those who listen to the screen: the boundaries of stages, the final words and what went wrong,
 * each once. */
export function Announcer() {
  const { interpreter } = useApp();
  const { words, language } = useWords();
  const messages = useAppState((state) => state.messages);
  const recording = useAppState((state) => state.recording?.phase === 'recording');
  const said = useRef<Set<string> | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  useEffect(() => {
    said.current ??= new Set(
      interpreter.store
        .get()
        .messages.flatMap(linesOf)
        .map(({ id }) => id),
    );
    const known = said.current;
    const news = messages.flatMap(linesOf).filter(({ id }) => !known.has(id));
    for (const { id } of news) known.add(id);
    if (news.length > 0) setLines((before) => [...before, ...news].slice(-KEPT));
  }, [messages, interpreter]);
  return (
    <div className="unseen">
      <div role="log" aria-live="polite" aria-label={words.title}>
        {lines.map((line) => (
          <p key={line.id} lang={line.language}>
            {line.text}
          </p>
        ))}
      </div>
      <p role="status" lang={language}>
        {recording ? words.announce.recording : ''}
      </p>
    </div>
  );
}

function linesOf(message: Message): Line[] {
  const view = viewMessage(message);
  const { words, language } = wordsFor(message.source, 'en');
  const other = wordsFor(message.target, 'en');
  const line = (id: string, language: string, text: string): Line => ({
    id: `${message.id}/${id}`,
    language,
    text,
  });
  return [
    ...(view.steps.received === 'done' ? [line('sent', language, words.announce.sent)] : []),
    ...(view.steps.transcribing === 'done' && !message.open
      ? [line('original', message.source, view.original)]
      : []),
    ...(view.translationKnown ? [line('translated', message.target, view.translated)] : []),
    ...(view.problem ? [line(view.problem.code, language, explain(words, view.problem.code))] : []),
    ...view.warnings.map(({ code, track }) => {
      const to = track === 'translated' ? other : { words, language };
      const missing = to.words.missing[track ?? 'original'];
      return line(`${code}/${track}`, to.language, `${missing} ${explain(to.words, code)}`);
    }),
  ];
}
