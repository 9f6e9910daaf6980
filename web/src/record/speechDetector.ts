import type { MicVAD } from '@ricky0123/vad-web';
import { FRAME_S, FRAME_SAMPLES, VAD_OPTIONS } from '../protocol.ts';
import { FrameBuffer } from './frameBuffer.ts';
import { SpeechSegmenter, type SpeechSpan } from './segmenter.ts';

const SAMPLE_RATE_HZ = 16_000;
/** Silence after a span that ends the speaker's turn. */
const END_OF_TURN_S = 0.5;
/** Listening resumes this long after playback: rooms echo. */
const ECHO_MS = 250;

export interface SpeechEvents {
  onSpeech: (recording: Blob, spokenAt: number) => Promise<void>;
  onPhase: (phase: 'listening' | 'speaking') => void;
  /** The speaker paused for long: no more speech belongs to this turn. */
  onTurnEnd: () => void;
}

/** Detects speech on the microphone, cuts it at pauses, and ignores the microphone during playback. */
export class SpeechDetector {
  #vad: MicVAD | null = null;
  #context: AudioContext | null = null;
  #events: SpeechEvents;
  #segmenter = new SpeechSegmenter();
  #frames = new FrameBuffer();
  #silence_s = 0;
  #inTurn = false;
  #ignoreUntil = 0;
  /** Encodes spans and reports events one after the other. */
  #reports: Promise<void> = Promise.resolve();

  constructor(events: SpeechEvents) {
    this.#events = events;
  }

  /** Loads the voice-activity model and starts listening. */
  async start(openStream: () => Promise<MediaStream>): Promise<void> {
    const { MicVAD } = await import('@ricky0123/vad-web');
    const assets = new URL('vad/', document.baseURI).href;
    this.#context = createContext(await openStream());
    this.#vad = await MicVAD.new({
      model: 'v6',
      baseAssetPath: assets,
      onnxWASMBasePath: assets,
      ortConfig: (ort) => {
        ort.env.logLevel = 'error';
        ort.env.wasm.numThreads = 1;
      },
      getStream: openStream,
      resumeStream: openStream,
      pauseStream: async () => {},
      audioContext: this.#context,
      onFrameProcessed: ({ isSpeech }, frame) => this.#feed(isSpeech, frame),
      startOnLoad: true,
    });
  }

  stop(): void {
    this.#report(this.#segmenter.end());
    this.#endTurn();
    void this.#vad?.destroy();
    void this.#context?.close();
    this.#vad = this.#context = null;
  }

  /** Ignores the microphone during playback, so that the app does not translate its own voice. */
  setPaused(paused: boolean): void {
    this.#ignoreUntil = paused ? Number.POSITIVE_INFINITY : performance.now() + ECHO_MS;
    if (!paused) return;
    this.#report(this.#segmenter.end());
    this.#endTurn();
  }

  #feed(probability: number, frame: Float32Array): void {
    const ignored = performance.now() < this.#ignoreUntil;
    const span = this.#segmenter.feed(ignored ? 0 : probability);
    this.#frames.add(ignored ? new Float32Array(FRAME_SAMPLES) : frame.slice());
    if (this.#segmenter.speaking) {
      if (!this.#inTurn) this.#events.onPhase('speaking');
      this.#inTurn = true;
      this.#silence_s = 0;
    } else this.#silence_s += FRAME_S;
    this.#report(span);
    if (!this.#segmenter.speaking && this.#silence_s > END_OF_TURN_S) this.#endTurn();
    if (!this.#segmenter.speaking) this.#frames.trim();
  }

  #endTurn(): void {
    if (!this.#inTurn) return;
    this.#inTurn = false;
    this.#events.onPhase('listening');
    this.#queue(async () => this.#events.onTurnEnd());
  }

  #report(span: SpeechSpan | null): void {
    if (!span) return;
    const samples = this.#frames.take(span);
    const since_s = this.#frames.stream_s - span.end_s + VAD_OPTIONS.speech_pad_s;
    const spokenAt = Date.now() - since_s * 1000;
    this.#queue(async () => {
      const { encodeAudio } = await import('./encodeAudio.ts');
      await this.#events.onSpeech(await encodeAudio(samples, SAMPLE_RATE_HZ), spokenAt);
    });
  }

  #queue(task: () => Promise<void>): void {
    this.#reports = this.#reports.then(task);
  }
}

/** A context at the model's rate: browsers resample better than vad-web does. Firefox refuses a microphone
 * of another rate; there vad-web resamples. */
function createContext(stream: MediaStream): AudioContext {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
  try {
    new MediaStreamAudioSourceNode(context, { mediaStream: stream });
    return context;
  } catch {
    void context.close();
    return new AudioContext();
  }
}
