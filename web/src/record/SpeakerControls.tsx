import { useAppState, useSideStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { LanguagePicker } from '../settings/LanguagePicker.tsx';
import { isAvailable } from '../settings/languages.ts';
import type { Side } from '../store/state.ts';
import { CancelButton } from './CancelButton.tsx';
import { hint } from './hints.ts';
import { Notices } from './Notices.tsx';
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
      <TalkButton
        side={side}
        language={pair[side]}
        available={canRecord() && available && pair[side] !== ''}
      />
      <div className="status">
        <div className="hint" id={`hint-${side}`}>
          {listening?.phase === 'loading' && (
            <progress value={listening.progress} aria-label={strings.loading} />
          )}
          {recording?.phase === 'recording' && <Timer recording={recording} strings={strings} />}
          <span>{canRecord() && available && hint(strings, recording, listening, handsFree)}</span>
        </div>
        {recording ? (
          <CancelButton strings={strings} />
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
      <Notices
        strings={strings}
        code={notice}
        instead={available ? undefined : strings.unavailablePair}
      />
    </div>
  );
}
