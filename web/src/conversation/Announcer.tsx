import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { errorText, stringsFor } from '../i18n/strings.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message, State } from '../store/state.ts';

interface Announcement {
  id: string;
  language: string;
  text: string;
}

const MAX_LINES = 12;

/** Announces to screen readers, once each: that a message was sent, its texts and its problems. Waits while
 * the microphone is open, which would record the screen reader, and while a voice plays. */
export function Announcer() {
  const { controller } = useApp();
  const { strings } = useStrings();
  const messages = useAppState((state) => state.messages);
  const quiet = useAppState(isQuiet);
  const announced = useRef<Set<string> | null>(null);
  const [lines, setLines] = useState<Announcement[]>([]);
  useEffect(() => {
    announced.current ??= new Set(
      controller.store
        .get()
        .messages.flatMap(announcementsOf)
        .map(({ id }) => id),
    );
    if (quiet) return;
    const known = announced.current;
    const fresh = messages.flatMap(announcementsOf).filter(({ id }) => !known.has(id));
    for (const { id } of fresh) known.add(id);
    if (fresh.length > 0) setLines((before) => [...before, ...fresh].slice(-MAX_LINES));
  }, [messages, quiet, controller]);
  return (
    <div className="visually-hidden">
      <div role="log" aria-live="polite" aria-label={strings.title}>
        {lines.map((line) => (
          <p key={line.id} lang={line.language}>
            {line.text}
          </p>
        ))}
      </div>
    </div>
  );
}

/** A message in progress counts as well: its voice is about to play. */
function isQuiet({ recording, handsFree, playing, settings, messages }: State): boolean {
  if (recording || handsFree || playing) return true;
  return settings.autoplay && messages.some((message) => viewMessage(message).status === 'working');
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
    ...(view.lowConfidence ? [line('uncertain', other.language, other.strings.misheard)] : []),
    ...(view.uncertainTranslation
      ? [line('uncertain translation', other.language, other.strings.uncertainTranslation)]
      : []),
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
