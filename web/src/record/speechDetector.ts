import { FRAME_S, FRAME_SAMPLES, VAD_OPTIONS } from '@dragoman/client/protocol';
import { FrameBuffer } from './frameBuffer.ts';
import { FrameStream } from './frameStream.ts';
import { SpeechSegmenter, type SpeechSpan } from './segmenter.ts';
import { VadModel } from './vadModel.ts';
import { loadVadWeights } from './vadWeights.ts';

const SAMPLE_RATE_HZ = 16_000;
/** Silence after a span that ends the speaker's turn. */
const END_OF_TURN_S = 0.5;
/** Listening resumes this long after playback: rooms echo. */
const ECHO_S = 0.25;

export interface SpeechEvents {
  onSpeech: (recording: Blob, spokenAt: number) => Promise<void>;
  /** The current span, the `span`-th of the turn, may have ended. If it has, `onSpeech` gets the same
   * recording. */
  onSuspectedEnd: (span: number, recording: Blob) => void;
  /** Someone speaks. `span` is the number of the current span in the turn, `recording` returns its
   * samples so far. */
  onSpeaking: (span: number, recording: () => Float32Array<ArrayBuffer>) => void;
  onPhase: (phase: 'listening' | 'speaking') => void;
  /** The speaker paused for long: no more speech belongs to this turn. */
  onTurnEnd: () => void;
}

/** Detects speech on the microphone, cuts it at pauses, and ignores the microphone during playback. */
export class SpeechDetector {
  #stream: FrameStream | null = null;
  #events: SpeechEvents;
  #segmenter = new SpeechSegmenter();
  #frames = new FrameBuffer();
  #silence_s = 0;
  #inTurn = false;
  /** Spans of this turn that have ended. */
  #spans = 0;
  /** Frames captured between these times of the audio clock are ignored. */
  #ignored = { from: 0, until: 0 };
  /** The current span if it may have ended, without padding after it, and its recording. */
  #suspected: { span: SpeechSpan; recording: Promise<Blob> } | null = null;
  /** Encodes spans and reports events one after the other. */
  #reports: Promise<void> = Promise.resolve();

  constructor(events: SpeechEvents) {
    this.#events = events;
  }

  /** Loads the voice-activity model and starts listening. */
  async start(
    openStream: () => Promise<MediaStream>,
    onProgress: (share: number) => void,
  ): Promise<void> {
    const [stream, weights] = await Promise.all([openStream(), loadVadWeights(onProgress)]);
    const model = new VadModel(weights);
    this.#stream = await FrameStream.open(stream, (samples, at) => {
      if (this.#stream) this.#feed(model.process(samples), samples, at);
    });
    void import('./encodeAudio.ts'); // Needed soon.
  }

  stop(): void {
    this.#report(this.#segmenter.end());
    this.#endTurn();
    this.#stream?.close();
    this.#stream = null;
  }

  /** Ignores the microphone during playback, so that the app does not translate its own voice. Frames are
   * judged by the time at which they were captured: on a busy device they arrive late. */
  setPaused(paused: boolean): void {
    const now = this.#stream?.currentTime ?? 0;
    if (paused) this.#ignored = { from: now, until: Number.POSITIVE_INFINITY };
    else this.#ignored.until = now + ECHO_S;
    if (!paused) return;
    this.#report(this.#segmenter.end());
    this.#endTurn();
  }

  #feed(probability: number, frame: Float32Array, at: number): void {
    const ignored = at >= this.#ignored.from && at < this.#ignored.until;
    const span = this.#segmenter.feed(ignored ? 0 : probability);
    this.#frames.add(ignored ? new Float32Array(FRAME_SAMPLES) : frame);
    if (this.#segmenter.speaking) {
      if (!this.#inTurn) this.#events.onPhase('speaking');
      this.#inTurn = true;
      this.#silence_s = 0;
      const begin_s = this.#segmenter.begin_s;
      this.#events.onSpeaking(this.#spans, () => this.#frames.since(begin_s));
    } else this.#silence_s += FRAME_S;
    this.#report(span);
    const suspected = this.#segmenter.suspectedEnd();
    if (suspected) this.#suspect(suspected);
    if (!this.#segmenter.speaking && this.#silence_s > END_OF_TURN_S) this.#endTurn();
    if (!this.#segmenter.speaking) this.#frames.trim();
  }

  #endTurn(): void {
    if (!this.#inTurn) return;
    this.#inTurn = false;
    this.#spans = 0;
    this.#events.onPhase('listening');
    this.#queue(async () => this.#events.onTurnEnd());
  }

  #suspect(span: SpeechSpan): void {
    const recording = encode(this.#frames.since(span.begin_s));
    const suspected = { span, recording };
    this.#suspected = suspected;
    const number = this.#spans;
    const report = (blob: Blob) => {
      if (this.#suspected === suspected) this.#events.onSuspectedEnd(number, blob);
    };
    recording.then(report, () => {}); // `onSpeech` reports the failure
  }

  /** The recording of a suspected end that was one. */
  #confirmed(span: SpeechSpan): Promise<Blob> | null {
    const suspected = this.#suspected;
    this.#suspected = null;
    if (!suspected || suspected.span.begin_s !== span.begin_s) return null;
    const end_s = suspected.span.end_s + VAD_OPTIONS.speech_pad_s;
    return Math.abs(end_s - span.end_s) < FRAME_S / 2 ? suspected.recording : null;
  }

  #report(span: SpeechSpan | null): void {
    if (!span) return;
    this.#spans += 1;
    const samples = this.#frames.take(span);
    const recording = this.#confirmed(span) ?? encode(samples);
    const since_s = this.#frames.stream_s - span.end_s + VAD_OPTIONS.speech_pad_s;
    const spokenAt = Date.now() - since_s * 1000;
    this.#queue(async () => this.#events.onSpeech(await recording, spokenAt));
  }

  #queue(task: () => Promise<void>): void {
    this.#reports = this.#reports.then(task);
  }
}

async function encode(samples: Float32Array<ArrayBuffer>): Promise<Blob> {
  const { encodeAudio } = await import('./encodeAudio.ts');
  return encodeAudio(samples, SAMPLE_RATE_HZ);
}
