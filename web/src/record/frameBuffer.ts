import { FRAME_S, FRAME_SAMPLES } from '@dragoman/client/protocol';
import type { SpeechSpan } from './segmenter.ts';

/** Frames kept of the past, for the padding before the next span: one second. */
const HISTORY_FRAMES = Math.ceil(1 / FRAME_S);

/** The recent frames of an endless stream. */
export class FrameBuffer {
  #frames: Float32Array[] = [];
  /** Index in the stream of the first buffered frame. */
  #first = 0;

  /** Length of the whole stream so far. */
  get stream_s(): number {
    return this.#next * FRAME_S;
  }

  /** Number of buffered frames. */
  get length(): number {
    return this.#frames.length;
  }

  add(frame: Float32Array): void {
    this.#frames.push(frame);
  }

  /** Returns the samples since a time of the stream, and keeps them. */
  since(begin_s: number): Float32Array<ArrayBuffer> {
    return concatenate(
      this.#frames.slice(Math.max(0, Math.floor(toFrames(begin_s)) - this.#first)),
    );
  }

  /** Returns the samples of a span and discards frames long before its end. */
  take(span: SpeechSpan): Float32Array<ArrayBuffer> {
    const first = Math.floor(toFrames(span.begin_s)) - this.#first;
    const next = Math.ceil(toFrames(span.end_s));
    const frames = this.#frames.slice(Math.max(0, first), next - this.#first);
    this.#discardBefore(next - HISTORY_FRAMES);
    return concatenate(frames);
  }

  /** Discards all but the last second. */
  trim(): void {
    this.#discardBefore(this.#next - HISTORY_FRAMES);
  }

  get #next(): number {
    return this.#first + this.#frames.length;
  }

  #discardBefore(frame: number): void {
    const count = frame - this.#first;
    if (count <= 0) return;
    this.#first += this.#frames.splice(0, count).length;
  }
}

/** Seconds as frames, rounded so that a whole number of frames stays one. */
function toFrames(at_s: number): number {
  return Math.round((at_s / FRAME_S) * 1e6) / 1e6;
}

function concatenate(frames: Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(frames.length * FRAME_SAMPLES);
  for (const [index, frame] of frames.entries()) all.set(frame, index * FRAME_SAMPLES);
  return all;
}
