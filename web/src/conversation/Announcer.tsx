import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { errorText, stringsFor } from '../i18n/strings.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

interface Announcement {
  id: string;
  language: string;
  text: string;
}

const MAX_LINES = 12;

/** Announces to screen readers, once each: that a message was sent, its texts and its problems. */
export function Announcer() {
  const { controller } = useApp();
  const { strings, language } = useStrings();
  const messages = useAppState((state) => state.messages);
  const recording = useAppState((state) => state.recording?.phase === 'recording');
  const announced = useRef<Set<string> | null>(null);
  const [lines, setLines] = useState<Announcement[]>([]);
  useEffect(() => {
    announced.current ??= new Set(
      controller.store
        .get()
        .messages.flatMap(announcementsOf)
        .map(({ id }) => id),
    );
    const known = announced.current;
    const fresh = messages.flatMap(announcementsOf).filter(({ id }) => !known.has(id));
    for (const { id } of fresh) known.add(id);
    if (fresh.length > 0) setLines((before) => [...before, ...fresh].slice(-MAX_LINES));
  }, [messages, controller]);
  return (
    <div className="visually-hidden">
      <div role="log" aria-live="polite" aria-label={strings.title}>
        {lines.map((line) => (
          <p key={line.id} lang={line.language}>
            {line.text}
          </p>
        ))}
      </div>
      <p role="status" lang={language}>
        {recording ? strings.announce.recording : ''}
      </p>
    </div>
  );
}

function announcementsOf(message: Message): Announcement[] {
  const view = viewMessage(message);
  const { strings, language } = stringsFor(message.source, 'en');
  const other = stringsFor(message.target, 'en');
  const line = (id: string, language: string, text: string): Announcement => ({
    id: `${message.id}/${id}`,
    language,
    text,
  });
  return [
    ...(view.steps.received === 'done' ? [line('sent', language, strings.announce.sent)] : []),
    ...(view.steps.transcribing === 'done' && !message.open
      ? [line('original', message.source, view.original)]
      : []),
    ...(view.translationComplete ? [line('translated', message.target, view.translated)] : []),
    ...(view.problem
      ? [line(view.problem.code, language, errorText(strings, view.problem.code))]
      : []),
    ...view.warnings.map(({ code, track }) => {
      const to = track === 'translated' ? other : { strings, language };
      const missing = to.strings.missing[track ?? 'original'];
      return line(`${code}/${track}`, to.language, `${missing} ${errorText(to.strings, code)}`);
    }),
  ];
}
