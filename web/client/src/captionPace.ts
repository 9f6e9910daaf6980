import type { PartialResult } from './protocol.ts';

/** The first recording is sent so long after speech has begun: it has a word or two. */
const FIRST_MS = 500;
/** The interval until there are words to show, */
const RETRY_MS = 400;
/** but not longer than this. It may be that nobody speaks. */
const EARLY_MS = 3000;
/** The interval from then on. */
const INTERVAL_MS = 800;
/** After this time an answer is no longer expected. */
const ANSWER_MS = 2000;

/** When the next partial recording of a segment may be sent: one at a time, and not too often. The Python
 * client has the same rules (caption_pace.py). */
export class CaptionPace {
  #now: () => number;
  #revision = 0;
  #answered = 0;
  #hasWords = false;
  #beganAt = Number.NEGATIVE_INFINITY;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Another segment is spoken. Its first words have not been said yet. */
  begin(): void {
    this.#revision = this.#answered = 0;
    this.#hasWords = false;
    this.#beganAt = this.#sentAt = this.#now();
  }

  isDue(): boolean {
    const passed = this.#now() - this.#sentAt;
    const waiting = this.#answered < this.#revision && passed < ANSWER_MS;
    return !waiting && passed >= this.#interval_ms();
  }

  /** A recording is about to be encoded and sent. */
  start(): void {
    this.#sentAt = this.#now();
  }

  /** The revision of the recording that is sent now. */
  next(): number {
    this.#revision += 1;
    return this.#revision;
  }

  /** Takes the revision of an answer, and whether it has words. Returns whether it is newer than those
   * before. */
  answer(revision: number, hasWords = true): boolean {
    if (revision <= this.#answered) return false;
    this.#answered = revision;
    this.#hasWords ||= hasWords;
    return true;
  }

  #interval_ms(): number {
    if (this.#hasWords || this.#now() - this.#beganAt > EARLY_MS) return INTERVAL_MS;
    return this.#revision ? RETRY_MS : FIRST_MS;
  }
}

/** Whether a caption has anything to show. */
export function hasWords({ stable_text, unstable_text }: PartialResult): boolean {
  return Boolean(stable_text || unstable_text);
}
