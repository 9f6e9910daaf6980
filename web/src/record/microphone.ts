import type { NoticeCode } from '../store/state.ts';

/** The unused microphone is released after this time. */
const RELEASE_AFTER_MS = 90_000;
/** Unprocessed: in our measurements, browsers' processing for telephony makes recognition worse. Echo
 * cancellation is not needed, because nothing plays during recording. */
const CONSTRAINTS: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** Levels relative to full scale. Speech a metre away may reach only -50 dB without gain control. */
const MIN_LEVEL_DB = -65;
const MAX_LEVEL_DB = -20;

/** Why a source of sound could not be opened. */
export class CaptureError extends Error {
  code: NoticeCode;
  constructor(code: NoticeCode) {
    super(code);
    this.code = code;
  }
}

/** Where hands-free mode listens. */
export interface AudioSource {
  /** Rejects with CaptureError. */
  open(): Promise<MediaStream>;
  /** It is not needed at the moment. */
  releaseLater(): void;
  /** Whether it also records what the app plays. */
  readonly hearsApp: boolean;
}

/** The microphone, opened at the first press and kept open so that later recordings start at once. */
export class Microphone implements AudioSource {
  readonly hearsApp = true;
  #stream: MediaStream | null = null;
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #samples = new Float32Array(2048);
  #releaseTimer: ReturnType<typeof setTimeout> | undefined;

  get isOpen(): boolean {
    return this.#stream?.getAudioTracks()[0]?.readyState === 'live';
  }

  /** Rejects with CaptureError. */
  async open(): Promise<MediaStream> {
    clearTimeout(this.#releaseTimer);
    if (this.#stream && this.isOpen) return this.#stream;
    this.close();
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: CONSTRAINTS });
    } catch (error) {
      throw new CaptureError(noticeCode(error));
    }
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(this.#stream).connect(this.#analyser);
    return this.#stream;
  }

  /** Releases the microphone unless it is opened again soon. */
  releaseLater(): void {
    clearTimeout(this.#releaseTimer);
    this.#releaseTimer = setTimeout(() => this.close(), RELEASE_AFTER_MS);
  }

  close(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#context?.close();
    this.#stream = this.#context = this.#analyser = null;
  }

  /** The current level for display: 0 is silence, 1 loud speech. */
  level(): number {
    const share = (this.decibels() - MIN_LEVEL_DB) / (MAX_LEVEL_DB - MIN_LEVEL_DB);
    return Math.min(1, Math.max(0, share));
  }

  /** The current level relative to full scale; at least -90. */
  decibels(): number {
    if (!this.#analyser) return -90;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, x) => sum + x * x, 0) / this.#samples.length;
    return 10 * Math.log10(power + 1e-9);
  }
}

function noticeCode(error: unknown): NoticeCode {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'mic_refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'mic_missing';
  return 'mic_busy';
}
