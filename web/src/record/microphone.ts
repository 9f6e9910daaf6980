import type { NoticeCode } from '../store/state.ts';

/** After this long without use the microphone is given back, and its light goes out. */
const RELEASE_AFTER_MS = 90_000;
/** As it is. What browsers do to a voice for telephony costs recognition more than it gives (tried on
 * our samples), and nothing echoes here: while someone speaks, no voice does. */
const WANTED: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** Full scale is 0. Without gain control a microphone a metre away may give no more than -50. */
const QUIET_DB = -65;
const LOUD_DB = -20;

export class MicrophoneError extends Error {
  code: NoticeCode;
  constructor(code: NoticeCode) {
    super(code);
    this.code = code;
  }
}

/** Opened at the first press and kept for a while, so that no later beginning is lost. */
export class Microphone {
  #stream: MediaStream | null = null;
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #samples = new Float32Array(1024);
  #release: ReturnType<typeof setTimeout> | undefined;

  get isOpen(): boolean {
    return this.#stream?.getAudioTracks()[0]?.readyState === 'live';
  }

  /** Raises MicrophoneError. */
  async open(): Promise<MediaStream> {
    clearTimeout(this.#release);
    if (this.#stream && this.isOpen) return this.#stream;
    this.close();
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: WANTED });
    } catch (error) {
      throw new MicrophoneError(reason(error));
    }
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(this.#stream).connect(this.#analyser);
    return this.#stream;
  }

  /** Not needed for now. */
  rest(): void {
    clearTimeout(this.#release);
    this.#release = setTimeout(() => this.close(), RELEASE_AFTER_MS);
  }

  close(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#context?.close();
    this.#stream = this.#context = this.#analyser = null;
  }

  /** Of the sound right now: 0 is silence, 1 loud speech. */
  level(): number {
    if (!this.#analyser) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, x) => sum + x * x, 0) / this.#samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
  }
}

function reason(error: unknown): NoticeCode {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'mic_refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'mic_missing';
  return 'mic_busy';
}
