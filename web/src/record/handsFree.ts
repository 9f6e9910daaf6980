import type { MicVAD } from '@ricky0123/vad-web';
import { FRAME_S, FRAME_SAMPLES, VAD_OPTIONS } from '../protocol.ts';
import { Ear, type Stretch } from './ear.ts';
import { encode, RATE_HZ } from './encode.ts';
import { Frames } from './frames.ts';

/** Silence, after the pause that ends a stretch, with which a turn is over and may be translated aloud. */
const TURN_S = 0.5;
/** Listening goes on this long after a voice has spoken: rooms echo. */
const ECHO_MS = 250;

export interface Listener {
  spoke: (recording: Blob, spokenAt: number) => Promise<void>;
  phase: (phase: 'listening' | 'speaking') => void;
  /** The speaker has paused for long; nothing more belongs to that turn. */
  turnEnded: () => void;
}

/** Listens all the time, cuts at pauses, and is deaf while a voice speaks. */
export class HandsFree {
  #vad: MicVAD | null = null;
  #context: AudioContext | null = null;
  #listener: Listener;
  #ear = new Ear();
  #frames = new Frames();
  #silence_s = 0;
  #inTurn = false;
  #deafUntil = 0;
  /** What is told to the listener, one after the other: encoding takes its time. */
  #telling: Promise<void> = Promise.resolve();

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** The voice-activity model is loaded here, and nowhere before. */
  async start(openStream: () => Promise<MediaStream>): Promise<void> {
    const { MicVAD } = await import('@ricky0123/vad-web');
    const assets = new URL('vad/', document.baseURI).href;
    this.#context = contextFor(await openStream());
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
      onFrameProcessed: ({ isSpeech }, frame) => this.#hear(isSpeech, frame),
      startOnLoad: true,
    });
  }

  stop(): void {
    this.#cut(this.#ear.end());
    this.#endTurn();
    void this.#vad?.destroy();
    void this.#context?.close();
    this.#vad = this.#context = null;
  }

  /** A voice begins or ends to speak: what is heard meanwhile is not a person. */
  deafen(deaf: boolean): void {
    this.#deafUntil = deaf ? Number.POSITIVE_INFINITY : performance.now() + ECHO_MS;
    if (!deaf) return;
    this.#cut(this.#ear.end());
    this.#endTurn();
  }

  #hear(probability: number, frame: Float32Array): void {
    const deaf = performance.now() < this.#deafUntil;
    const stretch = this.#ear.hear(deaf ? 0 : probability);
    this.#frames.add(deaf ? new Float32Array(FRAME_SAMPLES) : frame.slice());
    if (this.#ear.speaking) {
      if (!this.#inTurn) this.#listener.phase('speaking');
      this.#inTurn = true;
      this.#silence_s = 0;
    } else this.#silence_s += FRAME_S;
    this.#cut(stretch);
    if (!this.#ear.speaking && this.#silence_s > TURN_S) this.#endTurn();
    if (!this.#ear.speaking) this.#frames.forget();
  }

  #endTurn(): void {
    if (!this.#inTurn) return;
    this.#inTurn = false;
    this.#listener.phase('listening');
    this.#tell(async () => this.#listener.turnEnded());
  }

  #cut(stretch: Stretch | null): void {
    if (!stretch) return;
    const samples = this.#frames.cut(stretch);
    const since_s = this.#frames.heard_s - stretch.end_s + VAD_OPTIONS.speech_pad_s;
    const spokenAt = Date.now() - since_s * 1000;
    this.#tell(async () => this.#listener.spoke(await encode(samples), spokenAt));
  }

  #tell(what: () => Promise<void>): void {
    this.#telling = this.#telling.then(what);
  }
}

/** At the rate the model hears, so that the browser resamples: it does that better than the library.
 * Where a microphone must keep its own rate (Firefox), the library has to. */
function contextFor(stream: MediaStream): AudioContext {
  const context = new AudioContext({ sampleRate: RATE_HZ });
  try {
    new MediaStreamAudioSourceNode(context, { mediaStream: stream });
    return context;
  } catch {
    void context.close();
    return new AudioContext();
  }
}
