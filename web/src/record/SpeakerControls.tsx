import { useAppState, useSideStrings } from '../app/context.ts';
import type { Strings } from '../i18n/en.ts';
import { LanguagePicker } from '../settings/LanguagePicker.tsx';
import { isAvailable } from '../settings/languages.ts';
import type { HandsFree, Recording, Side } from '../store/state.ts';
import { TalkButton } from './TalkButton.tsx';
import { Timer } from './Timer.tsx';

/** The language picker, the talk button and its status of one side. */
export function SpeakerControls({ side }: { side: Side }) {
  const { strings } = useSideStrings(side);
  const offers = useAppState((state) => state.offers);
  const pair = useAppState((state) => state.settings.languages);
  const recording = useAppState(({ recording }) => (recording?.side === side ? recording : null));
  const listening = useAppState(({ handsFree }) => (handsFree?.side === side ? handsFree : null));
  const handsFree = useAppState((state) => state.settings.handsFree);
  const notice = useAppState(({ notice }) => (notice?.side === side ? notice.code : null));
  const other = pair[side ? 0 : 1];
  const available = offers.length === 0 || isAvailable(offers, pair[side], other);
  return (
    <div className="controls">
      <LanguagePicker side={side} />
      <TalkButton side={side} available={available && pair[side] !== ''} />
      <div className="hint" id={`hint-${side}`}>
        {recording?.phase === 'recording' && <Timer since={recording.since} />}
        <span>{available && hint(strings, recording, listening, handsFree)}</span>
      </div>
      <p className="notice" role="alert">
        {!available ? strings.unavailablePair : notice ? strings.notices[notice] : ''}
      </p>
    </div>
  );
}

function hint(
  strings: Strings,
  recording: Recording | null,
  listening: HandsFree | null,
  handsFree: boolean,
): string {
  if (recording?.phase === 'opening') return strings.opening;
  if (recording) return recording.latched ? strings.tapToFinish : strings.release;
  if (!listening) return handsFree ? strings.tapToListen : strings.hold;
  return {
    loading: strings.loading,
    listening: strings.listening,
    speaking: strings.hearing,
    paused: strings.paused,
  }[listening.phase];
}
