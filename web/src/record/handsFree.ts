import type { Player } from '@dragoman/client/playback';
import type { HandsFree as Listening, NoticeCode, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Captions } from './captions.ts';
import { type AudioSource, CaptureError, type Microphone } from './microphone.ts';
import type { Direction } from './pushToTalk.ts';
import { SpeechDetector } from './speechDetector.ts';

/** A speech span of a speaker. */
export interface HeardSegment {
  side: Side;
  key: string;
  segment: number;
  recording: Blob;
  spokenAt: number;
  /** It is from shared sound. */
  shared: boolean;
}

/** A speech span that may have ended. */
export type SuspectedSegment = Pick<HeardSegment, 'side' | 'key' | 'segment' | 'recording'>;

interface Parts {
  store: Store;
  player: Player;
  microphone: Microphone;
  captions: Captions;
  /** The pair of a side. */
  direction: (side: Side) => Direction;
  onSegment: (heard: HeardSegment) => Promise<void>;
  /** If the segment has ended, `onSegment` gets the same recording. */
  onSuspectedEnd: (suspected: SuspectedSegment) => void;
  /** No more segments belong to this message. */
  onTurnEnd: (key: string) => void;
  notice: (code: NoticeCode, side: Side) => void;
}

/** Hands-free mode, for one side at a time. A turn of the speaker is a message, each speech span in it a
 * segment. */
export class HandsFree {
  #parts: Parts;
  #detector: SpeechDetector | null = null;
  #source: AudioSource;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#source = parts.microphone;
  }

  async toggle(side: Side): Promise<void> {
    const before = this.#parts.store.get().handsFree;
    this.stop();
    if (before?.side === side) return;
    await this.#start(
      { side, phase: 'loading' },
      this.#parts.microphone,
      side,
      'hands_free_failed',
    );
  }

  /** Listens to the sound of a tab or of the system, as the speech of a side. */
  async listenTo(shared: AudioSource, side: Side): Promise<void> {
    this.stop();
    const listener = side ? 0 : 1;
    await this.#start({ side, phase: 'loading', shared: true }, shared, listener, 'share_failed');
  }

  /** `reader` is the side that reads why it failed. */
  async #start(
    begin: Listening,
    source: AudioSource,
    reader: Side,
    failure: NoticeCode,
  ): Promise<void> {
    const { store, player, notice } = this.#parts;
    player.unlock();
    store.dispatch({ type: 'notice', notice: null });
    store.dispatch({ type: 'hands_free', handsFree: begin });
    const detector = this.#createDetector(begin);
    this.#source = source;
    try {
      await detector.start(
        () => source.open(),
        (progress) => {
          if (this.#detector === detector) this.#show({ progress });
        },
      );
      if (this.#detector !== detector) detector.stop();
      else this.#show({ phase: 'listening' });
    } catch (error) {
      if (this.#detector !== detector) return;
      this.stop();
      notice(error instanceof CaptureError ? error.code : failure, reader);
    }
  }

  stop(): void {
    const { store, player } = this.#parts;
    const detector = this.#detector;
    if (!detector) return;
    this.#detector = null;
    store.dispatch({ type: 'hands_free', handsFree: null });
    detector.stop();
    player.setOnHold(false);
    this.#source.releaseLater();
  }

  /** Pauses listening during playback, where it would be heard. */
  setPaused(paused: boolean): void {
    const { handsFree } = this.#parts.store.get();
    if (!this.#detector || !handsFree || handsFree.phase === 'loading') return;
    if (!this.#source.hearsApp) return;
    this.#detector.setPaused(paused);
    this.#show({ phase: paused ? 'paused' : 'listening' });
  }

  #show(changes: Partial<Listening>): void {
    const { store } = this.#parts;
    const { handsFree } = store.get();
    if (handsFree) store.dispatch({ type: 'hands_free', handsFree: { ...handsFree, ...changes } });
  }

  #createDetector({ side, shared = false }: Listening): SpeechDetector {
    const { store, player, captions, direction, onSegment, onSuspectedEnd, onTurnEnd } =
      this.#parts;
    let turn: { key: string; segments: number } | null = null;
    const detector = new SpeechDetector({
      onSpeaking: (segment, recording) => {
        turn ??= { key: crypto.randomUUID(), segments: 0 };
        const spoken = { direction: direction(side), key: turn.key, segment };
        void captions.speaking(spoken, recording).catch(() => {});
      },
      onSuspectedEnd: (segment, recording) => {
        turn ??= { key: crypto.randomUUID(), segments: 0 };
        onSuspectedEnd({ side, key: turn.key, segment, recording });
      },
      onSpeech: (recording, spokenAt) => {
        turn ??= { key: crypto.randomUUID(), segments: 0 };
        const { key, segments: segment } = turn;
        turn.segments += 1;
        return onSegment({ side, key, segment, recording, spokenAt, shared });
      },
      onTurnEnd: () => {
        captions.dropUnsent(turn?.segments ?? 0);
        if (turn && turn.segments > 0) onTurnEnd(turn.key);
        turn = null;
      },
      onPhase: (phase) => {
        player.setOnHold(phase === 'speaking' && this.#source.hearsApp);
        if (this.#detector === detector && store.get().handsFree?.phase !== 'paused')
          this.#show({ phase });
      },
    });
    this.#detector = detector;
    return detector;
  }
}
