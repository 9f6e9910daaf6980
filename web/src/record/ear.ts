import { FRAME_S, RULE } from '../protocol.ts';

/** Speech without a pause, with its margins; seconds since the stream began. */
export interface Stretch {
  begin_s: number;
  end_s: number;
}

/** Follows one stream of speech probabilities, one for each frame: dragoman/voice_activity.py. */
export class Ear {
  #frame = 0;
  #began: number | null = null;
  #lastSpeech = 0;

  get speaking(): boolean {
    return this.#began !== null;
  }

  /** Seconds of the stretch under way. */
  get speaking_s(): number {
    return this.#began === null ? 0 : (this.#frame - this.#began) * FRAME_S;
  }

  hear(probability: number): Stretch | null {
    const frame = this.#frame++;
    if (this.#began === null) {
      if (probability >= RULE.begin) this.#began = this.#lastSpeech = frame;
      return null;
    }
    if (probability >= RULE.go_on) {
      this.#lastSpeech = frame;
      return null;
    }
    return (frame - this.#lastSpeech) * FRAME_S < RULE.pause_s ? null : this.end();
  }

  /** The stretch under way, closed here. */
  end(): Stretch | null {
    if (this.#began === null) return null;
    const [begin, end] = [this.#began, this.#lastSpeech + 1];
    this.#began = null;
    if ((end - begin) * FRAME_S < RULE.shortest_s) return null;
    return {
      begin_s: Math.max(0, begin * FRAME_S - RULE.margin_s),
      end_s: end * FRAME_S + RULE.margin_s,
    };
  }
}
