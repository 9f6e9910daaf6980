import type { Strings } from '../i18n/en.ts';
import type { HandsFree, Recording } from '../store/state.ts';

/** Advice is not shown in red. */
export function isTrouble(notice: string | null): boolean {
  const advice = ['cancelled', 'too_short', 'too_long', 'mic_ready', 'no_speech', 'copy_refused'];
  return notice !== null && !advice.includes(notice);
}

/** What to do now. */
export function hint(
  strings: Strings,
  recording: Recording | null,
  listening: HandsFree | null,
  handsFree: boolean,
): string {
  if (recording?.phase === 'opening') return strings.opening;
  if (recording?.cancelling) return strings.releaseToCancel;
  if (recording) return recording.latched ? strings.tapToFinish : strings.release;
  if (!listening) return handsFree ? strings.tapToListen : strings.hold;
  if (listening.shared && listening.phase !== 'loading') return strings.listen.now;
  return {
    loading: strings.loading,
    listening: strings.listening,
    speaking: strings.hearing,
    paused: strings.paused,
  }[listening.phase];
}
