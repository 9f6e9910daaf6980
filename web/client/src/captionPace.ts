/** Sent at most this often, and only with something new. */
const INTERVAL_MS = 800;
/** After this time an answer is no longer expected. */
const ANSWER_MS = 2000;

/** When the next partial recording of a segment may be sent: one at a time, and not too often. */
export class CaptionPace {
  #now: () => number;
  #revision = 0;
  #answered = 0;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Another segment is spoken. Its first words have not been said yet. */
  begin(): void {
    this.#revision = this.#answered = 0;
    this.#sentAt = this.#now();
  }

  isDue(): boolean {
    const passed = this.#now() - this.#sentAt;
    const waiting = this.#answered < this.#revision && passed < ANSWER_MS;
    return !waiting && passed >= INTERVAL_MS;
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

  /** Takes the revision of an answer. Returns whether it is newer than those before. */
  answer(revision: number): boolean {
    if (revision <= this.#answered) return false;
    this.#answered = revision;
    return true;
  }
}
