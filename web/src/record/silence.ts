/** Ends a latched recording when its speaker has stopped, or never started. */
const SPEECH_OVER_NOISE_DB = 12;
const MIN_SPEECH_DB = -80;
const MIN_SPEECH_MS = 300;
const END_AFTER_SILENCE_MS = 2500;
const GIVE_UP_AFTER_MS = 10_000;
/** The noise floor follows a louder room by this much. */
const FLOOR_RISE_DB_PER_S = 2;
/** After this much silence nothing of the speech is still to come. */
const FINISHED_AFTER_SILENCE_MS = 200;

/** Tells speech from silence by the level alone, against a noise floor that it estimates. */
export class SilenceMonitor {
  #floor_db = Number.POSITIVE_INFINITY;
  #speech_ms = 0;
  #silence_ms = 0;

  /** Whether there was speech, and then silence for long enough to end the recording at once. */
  get isFinished(): boolean {
    return this.#speech_ms >= MIN_SPEECH_MS && this.#silence_ms >= FINISHED_AFTER_SILENCE_MS;
  }

  /** Takes the level of the last `elapsed_ms`. Returns `ended` after speech and silence, `no_speech` after
   * silence alone, and null otherwise. */
  feed(level_db: number, elapsed_ms: number): 'ended' | 'no_speech' | null {
    const risen = this.#floor_db + (FLOOR_RISE_DB_PER_S * elapsed_ms) / 1000;
    this.#floor_db = Math.min(risen, level_db);
    const isSpeech = level_db > Math.max(this.#floor_db + SPEECH_OVER_NOISE_DB, MIN_SPEECH_DB);
    if (isSpeech) {
      this.#speech_ms += elapsed_ms;
      this.#silence_ms = 0;
      return null;
    }
    this.#silence_ms += elapsed_ms;
    if (this.#speech_ms >= MIN_SPEECH_MS)
      return this.#silence_ms >= END_AFTER_SILENCE_MS ? 'ended' : null;
    return this.#silence_ms >= GIVE_UP_AFTER_MS ? 'no_speech' : null;
  }
}
