import type { Player } from '../playback/player.ts';
import type { NoticeCode, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { HandsFree } from './handsFree.ts';
import { type Microphone, MicrophoneError } from './microphone.ts';

interface Parts {
  store: Store;
  player: Player;
  microphone: Microphone;
  spoke: (
    side: Side,
    recording: Blob,
    spokenAt: number,
    key: string,
    segment: number,
  ) => Promise<void>;
  /** No more segments belong to this message. */
  closed: (key: string) => void;
  notice: (code: NoticeCode, side: Side) => void;
}

/** Hands-free, switched on for one side at a time. A turn of the speaker is a message, each stretch
 * of speech in it a segment. */
export class Listening {
  #parts: Parts;
  #handsFree: HandsFree | null = null;

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
    const handsFree = this.#begin(side);
    try {
      await handsFree.start(() => microphone.open());
      if (this.#handsFree !== handsFree) handsFree.stop();
      else store.dispatch({ type: 'hands_free', handsFree: { side, phase: 'listening' } });
    } catch (error) {
      if (this.#handsFree !== handsFree) return;
      this.stop();
      notice(error instanceof MicrophoneError ? error.code : 'hands_free_failed', side);
    }
  }

  stop(): void {
    const { store, player, microphone } = this.#parts;
    const current = this.#handsFree;
    if (!current) return;
    this.#handsFree = null;
    store.dispatch({ type: 'hands_free', handsFree: null });
    current.stop();
    player.hold(false);
    microphone.rest();
  }

  /** While a voice speaks. */
  deafen(deaf: boolean): void {
    const { handsFree } = this.#parts.store.get();
    if (!this.#handsFree || !handsFree || handsFree.phase === 'loading') return;
    this.#handsFree.deafen(deaf);
    const phase = deaf ? 'paused' : 'listening';
    this.#parts.store.dispatch({ type: 'hands_free', handsFree: { ...handsFree, phase } });
  }

  #begin(side: Side): HandsFree {
    const { store, player, spoke, closed } = this.#parts;
    let turn: { key: string; segments: number } | null = null;
    const handsFree = new HandsFree({
      spoke: (recording, spokenAt) => {
        turn ??= { key: crypto.randomUUID(), segments: 0 };
        return spoke(side, recording, spokenAt, turn.key, turn.segments++);
      },
      turnEnded: () => {
        if (turn) closed(turn.key);
        turn = null;
      },
      phase: (phase) => {
        player.hold(phase === 'speaking');
        if (this.#handsFree === handsFree && store.get().handsFree?.phase !== 'paused')
          store.dispatch({ type: 'hands_free', handsFree: { side, phase } });
      },
    });
    this.#handsFree = handsFree;
    return handsFree;
  }
}
