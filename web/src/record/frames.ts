import { FRAME_S, FRAME_SAMPLES } from '../protocol.ts';
import type { Stretch } from './ear.ts';

/** Kept of what was heard before, where the margin of the next stretch lies. */
const KEPT = Math.ceil(1 / FRAME_S);

/** What was heard lately, of a stream without an end. */
export class Frames {
  #frames: Float32Array[] = [];
  /** Frames of the stream before the first of `#frames`. */
  #before = 0;

  /** Of the whole stream, in seconds. */
  get heard_s(): number {
    return this.#beyond * FRAME_S;
  }

  /** Of it there are still so many. */
  get length(): number {
    return this.#frames.length;
  }

  add(frame: Float32Array): void {
    this.#frames.push(frame);
  }

  /** The samples of a stretch; what was heard long before its end is forgotten. */
  cut(stretch: Stretch): Float32Array<ArrayBuffer> {
    const first = Math.floor(place(stretch.begin_s)) - this.#before;
    const beyond = Math.ceil(place(stretch.end_s));
    const frames = this.#frames.slice(Math.max(0, first), beyond - this.#before);
    this.#forgetBefore(beyond - KEPT);
    return joined(frames);
  }

  /** All but what the next stretch may begin with. */
  forget(): void {
    this.#forgetBefore(this.#beyond - KEPT);
  }

  get #beyond(): number {
    return this.#before + this.#frames.length;
  }

  #forgetBefore(frame: number): void {
    const many = frame - this.#before;
    if (many <= 0) return;
    this.#before += this.#frames.splice(0, many).length;
  }
}

/** In frames. A whole number of them may have become a little more, or less, as seconds. */
function place(at_s: number): number {
  return Math.round((at_s / FRAME_S) * 1e6) / 1e6;
}

function joined(frames: Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(frames.length * FRAME_SAMPLES);
  for (const [index, frame] of frames.entries()) all.set(frame, index * FRAME_SAMPLES);
  return all;
}
