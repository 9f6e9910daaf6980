const BITS_PER_SECOND = 24_000;
/** People let go with the last sound: a little is recorded beyond. */
const TAIL_MS = 120;
/** The smallest first. Safari before 18.4 knows only the last. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/** What to record as; without any of these, whatever the browser prefers. */
export function recordingType(isSupported: (type: string) => boolean): string | undefined {
  return TYPES.find(isSupported);
}

/** One recording, from its making until `stop`. */
export class Recorder {
  #recorder: MediaRecorder;
  #chunks: Blob[] = [];
  #ended: Promise<void>;

  constructor(stream: MediaStream) {
    const mimeType = recordingType((type) => MediaRecorder.isTypeSupported(type));
    const options = { audioBitsPerSecond: BITS_PER_SECOND, ...(mimeType && { mimeType }) };
    this.#recorder = new MediaRecorder(stream, options);
    this.#recorder.ondataavailable = ({ data }) => this.#chunks.push(data);
    this.#ended = new Promise((resolve) => {
      this.#recorder.onstop = () => resolve();
    });
    this.#recorder.start();
  }

  async stop(): Promise<Blob> {
    await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    await this.#ended;
    return new Blob(this.#chunks, { type: this.#recorder.mimeType });
  }
}

/** Whether this browser can record and speak at all. */
export function supported(): boolean {
  return (
    typeof MediaRecorder === 'function' &&
    typeof WebSocket === 'function' &&
    typeof AudioContext === 'function' &&
    Boolean(navigator.mediaDevices?.getUserMedia)
  );
}
