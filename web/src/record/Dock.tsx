import { useAppState, useSideWords } from '../app/context.ts';
import type { Words } from '../i18n/en.ts';
import { LanguagePicker } from '../settings/LanguagePicker.tsx';
import { isOffered } from '../settings/languages.ts';
import type { HandsFree, Recording, Side } from '../store/state.ts';
import { TalkButton } from './TalkButton.tsx';
import { Timer } from './Timer.tsx';

/** Where a person speaks: their language, their button, and what it does right now. */
export function Dock({ side }: { side: Side }) {
  const { words } = useSideWords(side);
  const offers = useAppState((state) => state.offers);
  const pair = useAppState((state) => state.settings.languages);
  const recording = useAppState(({ recording }) => (recording?.side === side ? recording : null));
  const listening = useAppState(({ handsFree }) => (handsFree?.side === side ? handsFree : null));
  const handsFree = useAppState((state) => state.settings.handsFree);
  const notice = useAppState(({ notice }) => (notice?.side === side ? notice.code : null));
  const other = pair[side ? 0 : 1];
  const possible = offers.length === 0 || isOffered(offers, pair[side], other);
  return (
    <div className="dock">
      <LanguagePicker side={side} />
      <TalkButton side={side} possible={possible && pair[side] !== ''} />
      <div className="hint" id={`hint-${side}`}>
        {recording?.phase === 'recording' && <Timer since={recording.since} />}
        <span>{possible && hint(words, recording, listening, handsFree)}</span>
      </div>
      <p className="notice" role="alert">
        {!possible ? words.unavailablePair : notice ? words.notices[notice] : ''}
      </p>
    </div>
  );
}

function hint(
  words: Words,
  recording: Recording | null,
  listening: HandsFree | null,
  handsFree: boolean,
): string {
  if (recording?.phase === 'opening') return words.opening;
  if (recording) return recording.latched ? words.tapToFinish : words.release;
  if (!listening) return handsFree ? words.tapToListen : words.hold;
  return {
    loading: words.loading,
    listening: words.listening,
    speaking: words.hearing,
    paused: words.paused,
  }[listening.phase];
}
