import { useEffect, useState } from 'preact/hooks';
import type { Strings } from '../i18n/en.ts';
import type { Recording } from '../store/state.ts';

/** The remaining time is shown from here. */
const WARN_BEFORE_END_S = 10;

interface Props {
  recording: Recording;
  strings: Strings;
}

/** The length of a recording; near the limit, the remaining time. */
export function Timer({ recording, strings }: Props) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - recording.since) / 1000));
  const left = Math.ceil(((recording.endsAt ?? Number.POSITIVE_INFINITY) - now) / 1000);
  if (left <= WARN_BEFORE_END_S)
    return (
      <time className="timer" data-ending="true">
        {strings.secondsLeft(Math.max(0, left))}
      </time>
    );
  return (
    <time className="timer" aria-hidden="true">
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
    </time>
  );
}
