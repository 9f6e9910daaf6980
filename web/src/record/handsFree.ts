import type { Player } from '@dragoman/client/playback';
import type { NoticeCode, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Captions } from './captions.ts';
import { type Microphone, MicrophoneError } from './microphone.ts';
import type { Direction } from './pushToTalk.ts';
import { SpeechDetector } from './speechDetector.ts';

interface Parts {
  store: Store;
  player: Player;
  microphone: Microphone;
  captions: Captions;
  /** The pair of a side. */
  direction: (side: Side) => Direction;
  onSegment: (
    side: Side,
    recording: Blob,
    spokenAt: number,
    key: string,
    segment: number,
  ) => Promise<void>;
  /** No more segments belong to this message. */
  onTurnEnd: (key: string) => void;
  notice: (code: NoticeCode, side: Side) => void;
}

/** Hands-free mode, for one side at a time. A turn of the speaker is a message, each speech span in it a
 * segment. */
export class HandsFree {
  #parts: Parts;
  #detector: SpeechDetector | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async toggle(side: Side): Promise<void> {
    const { store, player, microphone, notice } = this.#parts;
    const before = store.get().handsFree;
    this.stop();
    if (before?.side === side) return;
    player.unlock();
    store.dispatch({ type: 'notice', notice: null });
    store.dispatch({ type: 'hands_free', handsFree: { side, phase: 'loading' } });
    const detector = this.#createDetector(side);
    try {
      await detector.start(
        () => microphone.open(),
        (progress) => {
          if (this.#detector === detector)
            store.dispatch({ type: 'hands_free', handsFree: { side, phase: 'loading', progress } });
        },
      );
      if (this.#detector !== detector) detector.stop();
      else store.dispatch({ type: 'hands_free', handsFree: { side, phase: 'listening' } });
    } catch (error) {
      if (this.#detector !== detector) return;
      this.stop();
      notice(error instanceof MicrophoneError ? error.code : 'hands_free_failed', side);
    }
  }

  stop(): void {
    const { store, player, microphone } = this.#parts;
    const detector = this.#detector;
    if (!detector) return;
    this.#detector = null;
    store.dispatch({ type: 'hands_free', handsFree: null });
    detector.stop();
    player.setOnHold(false);
    microphone.releaseLater();
  }

  /** Pauses listening during playback. */
  setPaused(paused: boolean): void {
    const { handsFree } = this.#parts.store.get();
    if (!this.#detector || !handsFree || handsFree.phase === 'loading') return;
    this.#detector.setPaused(paused);
    const phase = paused ? 'paused' : 'listening';
    this.#parts.store.dispatch({ type: 'hands_free', handsFree: { ...handsFree, phase } });
  }

  #createDetector(side: Side): SpeechDetector {
    const { store, player, captions, direction, onSegment, onTurnEnd } = this.#parts;
    let turn: { key: string; segments: number } | null = null;
    const detector = new SpeechDetector({
      onSpeaking: (segment, recording) => {
        turn ??= { key: crypto.randomUUID(), segments: 0 };
        const spoken = { direction: direction(side), key: turn.key, segment };
        void captions.speaking(spoken, recording).catch(() => {});
      },
      onSpeech: (recording, spokenAt) => {
        turn ??= { key: crypto.randomUUID(), segments: 0 };
        return onSegment(side, recording, spokenAt, turn.key, turn.segments++);
      },
      onTurnEnd: () => {
        captions.dropUnsent(turn?.segments ?? 0);
        if (turn && turn.segments > 0) onTurnEnd(turn.key);
        turn = null;
      },
      onPhase: (phase) => {
        player.setOnHold(phase === 'speaking');
        if (this.#detector === detector && store.get().handsFree?.phase !== 'paused')
          store.dispatch({ type: 'hands_free', handsFree: { side, phase } });
      },
    });
    this.#detector = detector;
    return detector;
  }
}
