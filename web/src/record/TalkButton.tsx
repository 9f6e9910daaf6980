import { useRef } from 'preact/hooks';
import { useAppState, usePage, useSideStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { ownName } from '../settings/languages.ts';
import type { Side } from '../store/state.ts';
import { useInputLevel } from './useInputLevel.ts';

/** A pointer this far off the button cancels. */
const CANCEL_DISTANCE_PX = 48;

interface Props {
  side: Side;
  /** The language that is spoken. */
  language: string;
  available: boolean;
}

/** Hold to record, or tap to start and tap to stop. */
export function TalkButton({ side, language, available }: Props) {
  const { press } = usePage();
  const { strings } = useSideStrings(side);
  const recording = useAppState(({ recording }) => recording?.side === side && recording.phase);
  const listening = useAppState(({ handsFree }) => handsFree?.side === side && handsFree.phase);
  const button = useRef<HTMLButtonElement>(null);
  const live = recording === 'recording' || listening === 'listening' || listening === 'speaking';
  useInputLevel(button, live);
  const cancelling = useAppState(
    ({ recording }) => recording?.side === side && recording.cancelling,
  );
  return (
    <button
      ref={button}
      type="button"
      className="talk-button"
      data-state={recording || listening || 'idle'}
      data-cancelling={cancelling || undefined}
      aria-pressed={Boolean(recording || listening)}
      aria-label={listening ? strings.stop : strings.holdName(ownName(language))}
      aria-describedby={`hint-${side}`}
      disabled={!available}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        press.down(side, event.timeStamp);
      }}
      onPointerMove={(event) => press.move(isInside(event))}
      onPointerUp={(event) => press.up(event.timeStamp)}
      onPointerCancel={(event) => press.up(event.timeStamp)}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        if (!event.repeat) press.down(side, event.timeStamp);
      }}
      onKeyUp={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        press.up(event.timeStamp);
      }}
      onClick={(event) => {
        // A click without pointer or key events comes from assistive technology.
        if (event.detail === 0) press.toggle(side);
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span className="ring" aria-hidden="true" />
      <Icon name={recording || listening ? 'stop' : 'microphone'} />
    </button>
  );
}

function isInside({ currentTarget, clientX, clientY }: PointerEvent): boolean {
  const box = (currentTarget as Element).getBoundingClientRect();
  return (
    clientX > box.left - CANCEL_DISTANCE_PX &&
    clientX < box.right + CANCEL_DISTANCE_PX &&
    clientY > box.top - CANCEL_DISTANCE_PX &&
    clientY < box.bottom + CANCEL_DISTANCE_PX
  );
}
