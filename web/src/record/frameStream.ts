const SAMPLE_RATE_HZ = 16_000;

/** A microphone cut into frames of 32 ms at 16 kHz. */
export class FrameStream {
  #context: AudioContext;

  private constructor(context: AudioContext) {
    this.#context = context;
  }

  /** Calls back with each frame and the time of the audio clock at which it was captured. */
  static async open(
    stream: MediaStream,
    onFrame: (samples: Float32Array, at: number) => void,
  ): Promise<FrameStream> {
    const { context, source } = connect(stream);
    const opened = new FrameStream(context);
    await context.audioWorklet.addModule(new URL('./frameWorklet.js', import.meta.url));
    const frames = new AudioWorkletNode(context, 'frames', { numberOfOutputs: 0 });
    frames.port.onmessage = ({ data: { samples, at } }) => {
      if (context.state !== 'closed') onFrame(samples, at);
    };
    source.connect(frames);
    return opened;
  }

  /** The audio clock. */
  get currentTime(): number {
    return this.#context.currentTime;
  }

  close(): void {
    void this.#context.close();
  }
}

/** The microphone in a context at the models' rate. Firefox refuses a microphone of another rate than the
 * context's; there the worklet resamples. */
function connect(stream: MediaStream): { context: AudioContext; source: AudioNode } {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch {
    void context.close();
    const other = new AudioContext();
    return { context: other, source: other.createMediaStreamSource(stream) };
  }
}
