// Cuts the microphone into frames of 512 samples at 16 kHz. A context of another rate is resampled by
// averaging over each output sample.
const FRAME_SAMPLES = 512;
const RATE_HZ = 16_000;

class FrameWorklet extends AudioWorkletProcessor {
  #frame = new Float32Array(FRAME_SAMPLES);
  #length = 0;
  #ratio = sampleRate / RATE_HZ;
  /** Part of the current output sample: its sum, and the input samples it still needs. */
  #sum = 0;
  #needed = sampleRate / RATE_HZ;

  process([[samples] = []]) {
    if (!samples) return true;
    for (const sample of samples) {
      let rest = 1;
      while (rest > 0) {
        const part = Math.min(rest, this.#needed);
        this.#sum += part * sample;
        this.#needed -= part;
        rest -= part;
        if (this.#needed < 1e-9) this.#push(this.#sum / this.#ratio);
      }
    }
    return true;
  }

  #push(sample) {
    this.#sum = 0;
    this.#needed = this.#ratio;
    this.#frame[this.#length++] = sample;
    if (this.#length < FRAME_SAMPLES) return;
    this.port.postMessage({ samples: this.#frame, at: currentTime });
    this.#frame = new Float32Array(FRAME_SAMPLES);
    this.#length = 0;
  }
}

registerProcessor('frames', FrameWorklet);
