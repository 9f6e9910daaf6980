import { useApp, useAppState, useSideStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import type { Strings } from '../i18n/en.ts';
import { LanguagePicker } from '../settings/LanguagePicker.tsx';
import { isAvailable } from '../settings/languages.ts';
import type { HandsFree, Recording, Side } from '../store/state.ts';
import { canRecord } from './recorder.ts';
import { TalkButton } from './TalkButton.tsx';
import { Timer } from './Timer.tsx';

interface Props {
  side: Side;
  typing: boolean;
  toggleTyping: () => void;
}

/** The language picker, the talk button, its status and the keyboard of one side. */
export function SpeakerControls({ side, typing, toggleTyping }: Props) {
  const { press } = useApp();
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
      <TalkButton side={side} available={canRecord() && available && pair[side] !== ''} />
      <div className="status">
        <div className="hint" id={`hint-${side}`}>
          {listening?.phase === 'loading' && (
            <progress value={listening.progress} aria-label={strings.loading} />
          )}
          {recording?.phase === 'recording' && <Timer recording={recording} strings={strings} />}
          <span>{canRecord() && available && hint(strings, recording, listening, handsFree)}</span>
        </div>
        {recording ? (
          <button
            type="button"
            className="icon-button"
            aria-label={strings.cancel}
            title={strings.cancel}
            onClick={() => press.cancel()}
          >
            <Icon name="close" />
          </button>
        ) : (
          <button
            type="button"
            className="icon-button"
            aria-label={strings.typeInstead}
            title={strings.typeInstead}
            aria-pressed={typing}
            disabled={!available || pair[side] === ''}
            onClick={toggleTyping}
          >
            <Icon name="keyboard" />
          </button>
        )}
      </div>
      <p className="notice" role="alert" data-kind={isTrouble(notice) ? 'trouble' : 'advice'}>
        {available ? notice && strings.notices[notice] : strings.unavailablePair}
      </p>
      {!canRecord() && (
        <p className="notice" data-kind="advice">
          {isSecureContext ? strings.unsupported.old : strings.unsupported.insecure}
        </p>
      )}
    </div>
  );
}

/** Advice is not shown in red. */
function isTrouble(notice: string | null): boolean {
  const advice = ['cancelled', 'too_short', 'too_long', 'mic_ready', 'no_speech', 'copy_refused'];
  return notice !== null && !advice.includes(notice);
}

function hint(
  strings: Strings,
  recording: Recording | null,
  listening: HandsFree | null,
  handsFree: boolean,
): string {
  if (recording?.phase === 'opening') return strings.opening;
  if (recording?.cancelling) return strings.releaseToCancel;
  if (recording) return recording.latched ? strings.tapToFinish : strings.release;
  if (!listening) return handsFree ? strings.tapToListen : strings.hold;
  return {
    loading: strings.loading,
    listening: strings.listening,
    speaking: strings.hearing,
    paused: strings.paused,
  }[listening.phase];
}
