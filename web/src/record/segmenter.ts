import { FRAME_S, VAD_OPTIONS } from '@dragoman/client/protocol';

/** Speech between two pauses, including its padding (none where long speech was split). Seconds since
 * the start of the stream. */
export interface SpeechSpan {
  begin_s: number;
  end_s: number;
}

/** Finds speech spans in a stream of speech probabilities, one per frame of 32 ms. The same algorithm as
 * the Python `SpeechSegmenter`. */
export class SpeechSegmenter {
  #frame = 0;
  /** First frame of the current span. */
  #first: number | null = null;
  /** Padding before the current span. */
  #pad_s = 0;
  #lastSpeech = 0;
  /** Lowest probability in the split window of the current span, and the frame after it. */
  #minimum = { probability: 1, next: 0 };

  get speaking(): boolean {
    return this.#first !== null;
  }

  /** The beginning of the current span with its padding; 0 without a span. */
  get begin_s(): number {
    return Math.max(0, (this.#first ?? 0) * FRAME_S - this.#pad_s);
  }

  /** Takes the probability of the next frame. Returns a span when it ends. */
  feed(probability: number): SpeechSpan | null {
    const frame = this.#frame++;
    if (this.#first === null) {
      if (probability >= VAD_OPTIONS.threshold) {
        this.#lastSpeech = frame;
        this.#begin(frame, VAD_OPTIONS.speech_pad_s);
      }
      return null;
    }
    if (probability >= VAD_OPTIONS.neg_threshold) this.#lastSpeech = frame;
    else if ((frame - this.#lastSpeech) * FRAME_S >= VAD_OPTIONS.min_silence_s) return this.end();
    return this.#split(this.#first, probability);
  }

  /** The current span up to its last speech, once in each pause: at the frame where the silence has lasted
   * `suspected_silence_s`. */
  suspectedEnd(): SpeechSpan | null {
    const silentFrames = this.#frame - 1 - this.#lastSpeech;
    if (silentFrames !== Math.ceil(VAD_OPTIONS.suspected_silence_s / FRAME_S)) return null;
    return this.#current(0);
  }

  /** Ends the current span. Returns null if there is none or it is too short. */
  end(): SpeechSpan | null {
    const span = this.#current(VAD_OPTIONS.speech_pad_s);
    this.#first = null;
    return span;
  }

  /** The current span up to its last speech. */
  #current(pad_s: number): SpeechSpan | null {
    if (this.#first === null) return null;
    const [first, next] = [this.#first, this.#lastSpeech + 1];
    if (next <= first || (next - first) * FRAME_S < VAD_OPTIONS.min_speech_s) return null;
    return this.#span(first, next, pad_s);
  }

  /** Splits a span that reaches the maximum length at its least probable frame. */
  #split(first: number, probability: number): SpeechSpan | null {
    const length_s = (this.#frame - first) * FRAME_S;
    const inSplitWindow = length_s > VAD_OPTIONS.max_speech_s - VAD_OPTIONS.split_window_s;
    if (inSplitWindow && probability <= this.#minimum.probability)
      this.#minimum = { probability, next: this.#frame };
    if (length_s < VAD_OPTIONS.max_speech_s) return null;
    const span = this.#span(first, this.#minimum.next, 0);
    this.#begin(this.#minimum.next, 0);
    return span;
  }

  #begin(frame: number, pad_s: number): void {
    this.#first = frame;
    this.#pad_s = pad_s;
    this.#minimum = { probability: 1, next: frame };
  }

  #span(first: number, next: number, pad_s: number): SpeechSpan {
    return {
      begin_s: Math.max(0, first * FRAME_S - this.#pad_s),
      end_s: next * FRAME_S + pad_s,
    };
  }
}
