import { useAppState } from '../app/context.ts';
import type { Strings } from '../i18n/en.ts';
import type { MessageView, Steps } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

interface Props {
  message: Message;
  view: MessageView;
  strings: Strings;
}

/** The progress of a message; once done, how soon its translation was heard, on demand. */
export function Progress({ message, view, strings }: Props) {
  const offline = useAppState((state) => state.connection !== 'ready');
  if (view.status === 'failed') return null;
  const line = <StepLine steps={view.steps} parallel={message.mode === 'parallel'} />;
  if (view.status === 'done') return <Summary line={line} view={view} strings={strings} />;
  return (
    <div className="progress">
      {line}
      <span className="stage">{stage(view, strings, offline)}</span>
    </div>
  );
}

function Summary({
  line,
  view,
  strings,
}: {
  line: preact.JSX.Element;
  view: MessageView;
  strings: Strings;
}) {
  if (view.firstSoundMs === null) return <div className="summary">{line}</div>;
  return (
    <details className="summary">
      <summary>
        {line}
        <span>{strings.spoken}</span>
      </summary>
      <span className="first-sound">
        {strings.firstSound((view.firstSoundMs / 1000).toFixed(1))}
      </span>
    </details>
  );
}

function stage(view: MessageView, strings: Strings, offline: boolean): string {
  const { steps } = view;
  if (view.status === 'waiting') return offline ? strings.steps.waiting : strings.steps.received;
  if (steps.transcribing !== 'done') return strings.steps.transcribing;
  if (steps.translating !== 'done') return strings.steps.translating;
  return strings.steps.speaking;
}

/** The steps as a line, which forks in parallel mode. */
function StepLine({ steps, parallel }: { steps: Steps; parallel: boolean }) {
  const low = parallel ? 19 : 12;
  const high = parallel ? 5 : 12;
  const last = parallel ? 44 : 84;
  return (
    <svg
      className="step-line"
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
