const BITS_PER_SECOND = 24_000;
/** Recorded after a release during a sound: people release with their last sound. */
export const TAIL_MS = 120;
/** Smallest first. Safari before 18.4 supports only the last. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/** The recording type to use; undefined leaves it to the browser. */
export function recordingType(isSupported: (type: string) => boolean): string | undefined {
  return TYPES.find(isSupported);
}

/** One recording, from the constructor to `stop`. */
export class Recorder {
  #recorder: MediaRecorder;
  #chunks: Blob[] = [];
  #stopped: Promise<void>;

  constructor(stream: MediaStream) {
    const mimeType = recordingType((type) => MediaRecorder.isTypeSupported(type));
    const options = { audioBitsPerSecond: BITS_PER_SECOND, ...(mimeType && { mimeType }) };
    this.#recorder = new MediaRecorder(stream, options);
    this.#recorder.ondataavailable = ({ data }) => this.#chunks.push(data);
    this.#stopped = new Promise((resolve) => {
      this.#recorder.onstop = () => resolve();
    });
    this.#recorder.start();
  }

  /** Ends the recording after `tail_ms` more. */
  async stop(tail_ms = 0): Promise<Blob> {
    if (tail_ms > 0) await new Promise((resolve) => setTimeout(resolve, tail_ms));
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    await this.#stopped;
    return new Blob(this.#chunks, { type: this.#recorder.mimeType });
  }
}

/** Whether the browser can record. Typing works without. */
export function canRecord(): boolean {
  return typeof MediaRecorder === 'function' && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Whether the browser has what the app cannot do without. */
export function isSupported(): boolean {
  return typeof WebSocket === 'function' && typeof AudioContext === 'function';
}
