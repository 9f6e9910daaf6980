import { useRef } from 'react';
import { useApp, useAppState, useSideWords } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { ownName } from '../settings/languages.ts';
import type { Side } from '../store/state.ts';
import { useLevel } from './useLevel.ts';

/** Hold it and speak, or tap it to begin and tap it to end. */
export function TalkButton({ side, possible }: { side: Side; possible: boolean }) {
  const { talk } = useApp();
  const { words } = useSideWords(side);
  const language = useAppState((state) => state.settings.languages[side]);
  const recording = useAppState(({ recording }) => recording?.side === side && recording.phase);
  const listening = useAppState(({ handsFree }) => handsFree?.side === side && handsFree.phase);
  const button = useRef<HTMLButtonElement>(null);
  const live = recording === 'recording' || listening === 'listening' || listening === 'speaking';
  useLevel(button, live);
  return (
    <button
      ref={button}
      type="button"
      className="talk"
      data-state={recording || listening || 'idle'}
      aria-pressed={Boolean(recording || listening)}
      aria-label={listening ? words.stop : words.holdName(ownName(language))}
      aria-describedby={`hint-${side}`}
      disabled={!possible}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        talk.down(side);
      }}
      onPointerUp={() => talk.up()}
      onPointerCancel={() => talk.up()}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        if (!event.repeat) talk.down(side);
      }}
      onKeyUp={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        talk.up();
      }}
      onClick={(event) => {
        // No pointer and no key came before: assistive technology pressed it.
        if (event.detail === 0) talk.toggle(side);
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span className="ring" aria-hidden="true" />
      <Icon name={recording || listening ? 'stop' : 'microphone'} />
    </button>
  );
}
