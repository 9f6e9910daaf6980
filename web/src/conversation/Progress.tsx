import { useAppState } from '../app/context.ts';
import type { Words } from '../i18n/en.ts';
import type { Message } from '../store/state.ts';
import type { MessageView, Steps } from '../store/view.ts';

interface Props {
  message: Message;
  view: MessageView;
  words: Words;
}

/** How far the message has come. Afterwards: how soon it was heard, and in which way. */
export function Progress({ message, view, words }: Props) {
  const offline = useAppState((state) => state.connection !== 'ready');
  if (view.status === 'failed') return null;
  if (view.status === 'done') return <Afterwards message={message} view={view} words={words} />;
  return (
    <div className="progress">
      <Line steps={view.steps} parallel={message.mode === 'parallel'} />
      <span className="stage">{stage(view, words, offline)}</span>
    </div>
  );
}

function Afterwards({ message, view, words }: Props) {
  const parallel = message.mode === 'parallel';
  return (
    <p className="afterwards">
      <Line steps={view.steps} parallel={parallel} />
      {view.firstSoundMs !== null && (
        <span className="first-sound">
          {words.firstSound((view.firstSoundMs / 1000).toFixed(1))}
        </span>
      )}
      <span className="unseen">{parallel ? words.parallel : words.streaming}</span>
    </p>
  );
}

function stage(view: MessageView, words: Words, offline: boolean): string {
  const { steps } = view;
  if (view.status === 'waiting') return offline ? words.steps.waiting : words.steps.received;
  if (steps.transcribing !== 'done') return words.steps.transcribing;
  if (steps.translating !== 'done') return words.steps.translating;
  return words.steps.speaking;
}

/** One after the other the stages are a line; with both voices at once it forks. */
function Line({ steps, parallel }: { steps: Steps; parallel: boolean }) {
  const low = parallel ? 19 : 12;
  const high = parallel ? 5 : 12;
  const last = parallel ? 44 : 84;
  return (
    <svg
      className="line"
      viewBox={parallel ? '-1 0 70 24' : '-1 0 93 24'}
      aria-hidden="true"
      data-parallel={parallel || undefined}
    >
      {parallel ? (
        <path d="M4 12H24C32 12 32 5 44 5H64M24 12C32 12 32 19 44 19" />
      ) : (
        <path d="M4 12H84" />
      )}
      <circle cx="4" cy="12" r="3.500" data-step={steps.received} />
      <circle cx="24" cy="12" r="3.500" data-step={steps.transcribing} />
      <circle cx="44" cy={high} r="3.500" data-step={steps.translating} />
      <circle cx="64" cy={high} r="3.500" data-step={steps.translated} />
      <circle cx={last} cy={low} r="3.500" data-step={steps.original} />
    </svg>
  );
}
