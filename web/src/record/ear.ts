import { FRAME_S, VAD_OPTIONS } from '../protocol.ts';

/** Speech without a pause, with its margins (none where speech was cut); seconds since
 * the stream began. */
export interface Stretch {
  begin_s: number;
  end_s: number;
}

/** Follows one stream of speech probabilities, one for each frame: dragoman/stt/voice_activity.py. */
export class Ear {
  #frame = 0;
  #began: number | null = null;
  /** Before the stretch under way. */
  #margin_s = 0;
  #lastSpeech = 0;
  /** Where the stretch under way is soon too long: the lowest probability, and the frame after. */
  #quietest = { probability: 1, beyond: 0 };

  get speaking(): boolean {
    return this.#began !== null;
  }

  hear(probability: number): Stretch | null {
    const frame = this.#frame++;
    if (this.#began === null) {
      if (probability >= VAD_OPTIONS.threshold) {
        this.#lastSpeech = frame;
        this.#begin(frame, VAD_OPTIONS.speech_pad_s);
      }
      return null;
    }
    if (probability >= VAD_OPTIONS.neg_threshold) this.#lastSpeech = frame;
    else if ((frame - this.#lastSpeech) * FRAME_S >= VAD_OPTIONS.min_silence_s) return this.end();
    return this.#tooLong(this.#began, probability);
  }

  /** The stretch under way, closed here. */
  end(): Stretch | null {
    if (this.#began === null) return null;
    const [begin, end] = [this.#began, this.#lastSpeech + 1];
    this.#began = null;
    if (end <= begin || (end - begin) * FRAME_S < VAD_OPTIONS.min_speech_s) return null;
    return this.#stretch(begin, end, VAD_OPTIONS.speech_pad_s);
  }

  /** What was said up to the quietest place, once the stretch is too long; the rest goes on. */
  #tooLong(began: number, probability: number): Stretch | null {
    const length_s = (this.#frame - began) * FRAME_S;
    const soon = length_s > VAD_OPTIONS.max_speech_s - VAD_OPTIONS.split_window_s;
    if (soon && probability <= this.#quietest.probability)
      this.#quietest = { probability, beyond: this.#frame };
    if (length_s < VAD_OPTIONS.max_speech_s) return null;
    const stretch = this.#stretch(began, this.#quietest.beyond, 0);
    this.#begin(this.#quietest.beyond, 0);
    return stretch;
  }

  #begin(frame: number, margin_s: number): void {
    this.#began = frame;
    this.#margin_s = margin_s;
    this.#quietest = { probability: 1, beyond: frame };
  }

  #stretch(begin: number, end: number, margin_s: number): Stretch {
    return {
      begin_s: Math.max(0, begin * FRAME_S - this.#margin_s),
      end_s: end * FRAME_S + margin_s,
    };
  }
}
