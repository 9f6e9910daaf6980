import { FRAME_SAMPLES } from '@dragoman/client/protocol';

/** Samples of the previous frame that the model sees before each frame. */
const CONTEXT = 64;
const FFT = 256;
const HOP = 128;
const BINS = FFT / 2 + 1;
const HIDDEN = 128;
const INPUT = CONTEXT + FRAME_SAMPLES;
/** STFT frames of an input with its reflected end. */
const STEPS = (INPUT + CONTEXT - FFT) / HOP + 1;

interface Layer {
  inputs: number;
  outputs: number;
  stride: number;
}

const ENCODER: readonly Layer[] = [
  { inputs: BINS, outputs: 128, stride: 1 },
  { inputs: 128, outputs: 64, stride: 2 },
  { inputs: 64, outputs: 64, stride: 2 },
  { inputs: 64, outputs: HIDDEN, stride: 1 },
];

/** The Silero VAD model for 16 kHz: STFT, four convolutions, an LSTM. At 0.7 million multiplications per
 * frame it needs no WebAssembly runtime, which would be twenty times the size of the weights. */
export class VadModel {
  #basis: Float32Array;
  #encoder: { layer: Layer; weights: Float32Array; bias: Float32Array }[];
  #inputWeights: Float32Array;
  #hiddenWeights: Float32Array;
  #gateBias: Float32Array;
  #outputWeights: Float32Array;
  #outputBias: number;
  #hidden = new Float32Array(HIDDEN);
  #cell = new Float32Array(HIDDEN);
  #context = new Float32Array(CONTEXT);

  /** `packed` holds the tensors as 16-bit floats, in the order of scripts/vadWeights.ts. */
  constructor(packed: ArrayBuffer) {
    const values = fromHalves(packed);
    let at = 0;
    const next = (length: number) => {
      at += length;
      return values.subarray(at - length, at);
    };
    this.#basis = next(2 * BINS * FFT);
    this.#encoder = ENCODER.map((layer) => {
      const weights = next(layer.outputs * layer.inputs * 3);
      return { layer, weights, bias: next(layer.outputs) };
    });
    this.#inputWeights = next(4 * HIDDEN * HIDDEN);
    this.#hiddenWeights = next(4 * HIDDEN * HIDDEN);
    const [inputBias, hiddenBias] = [next(4 * HIDDEN), next(4 * HIDDEN)];
    this.#gateBias = inputBias.map((bias, n) => bias + (hiddenBias[n] ?? 0));
    this.#outputWeights = next(HIDDEN);
    this.#outputBias = next(1)[0] ?? 0;
    if (at !== values.length) throw new Error('the weights have another size');
  }

  /** The probability of speech in the next frame of 512 samples. */
  process(frame: Float32Array): number {
    let features = this.#spectrum(frame);
    let steps = STEPS;
    for (const { layer, weights, bias } of this.#encoder) {
      features = convolve(features, steps, layer, weights, bias);
      steps = Math.floor((steps - 1) / layer.stride) + 1;
    }
    this.#step(features);
    let sum = this.#outputBias;
    for (let n = 0; n < HIDDEN; n++)
      sum += Math.max(0, this.#hidden[n] as number) * (this.#outputWeights[n] as number);
    return sigmoid(sum);
  }

  /** Magnitudes, BINS x STEPS. */
  #spectrum(frame: Float32Array): Float32Array {
    const input = new Float32Array(INPUT + CONTEXT);
    input.set(this.#context);
    input.set(frame, CONTEXT);
    for (let n = 0; n < CONTEXT; n++) input[INPUT + n] = input[INPUT - 2 - n] as number;
    this.#context = frame.slice(FRAME_SAMPLES - CONTEXT);
    const magnitudes = new Float32Array(BINS * STEPS);
    for (let bin = 0; bin < BINS; bin++)
      for (let step = 0; step < STEPS; step++) {
        const real = dot(this.#basis, bin * FFT, input, step * HOP, FFT);
        const imaginary = dot(this.#basis, (BINS + bin) * FFT, input, step * HOP, FFT);
        magnitudes[bin * STEPS + step] = Math.hypot(real, imaginary);
      }
    return magnitudes;
  }

  /** One step of the LSTM; gates in PyTorch's order: input, forget, cell, output. */
  #step(features: Float32Array): void {
    const gates = this.#gateBias.map(
      (bias, n) =>
        bias +
        dot(this.#inputWeights, n * HIDDEN, features, 0, HIDDEN) +
        dot(this.#hiddenWeights, n * HIDDEN, this.#hidden, 0, HIDDEN),
    );
    const gate = (number: number, n: number) => gates[number * HIDDEN + n] as number;
    for (let n = 0; n < HIDDEN; n++) {
      const cell =
        sigmoid(gate(1, n)) * (this.#cell[n] as number) +
        sigmoid(gate(0, n)) * Math.tanh(gate(2, n));
      this.#cell[n] = cell;
      this.#hidden[n] = sigmoid(gate(3, n)) * Math.tanh(cell);
    }
  }
}

/** A convolution of width 3 with padding 1, and a ReLU. */
function convolve(
  input: Float32Array,
  steps: number,
  { inputs, outputs, stride }: Layer,
  weights: Float32Array,
  bias: Float32Array,
): Float32Array {
  const outSteps = Math.floor((steps - 1) / stride) + 1;
  const output = new Float32Array(outputs * outSteps);
  for (let out = 0; out < outputs; out++)
    for (let step = 0; step < outSteps; step++) {
      let sum = bias[out] as number;
      const first = step * stride - 1;
      for (let tap = Math.max(0, -first); tap < 3 && first + tap < steps; tap++)
        for (let channel = 0; channel < inputs; channel++)
          sum +=
            (weights[(out * inputs + channel) * 3 + tap] as number) *
            (input[channel * steps + first + tap] as number);
      output[out * outSteps + step] = Math.max(0, sum);
    }
  return output;
}

function dot(a: Float32Array, aAt: number, b: Float32Array, bAt: number, length: number): number {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += (a[aAt + n] as number) * (b[bAt + n] as number);
  return sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** 16-bit floats as 32-bit floats. */
function fromHalves(packed: ArrayBuffer): Float32Array {
  const view = new DataView(packed);
  return Float32Array.from({ length: packed.byteLength / 2 }, (_, n) => {
    const bits = view.getUint16(2 * n, true);
    const [exponent, mantissa] = [(bits >>> 10) & 31, bits & 1023];
    const value = exponent ? (1 + mantissa / 1024) * 2 ** (exponent - 15) : mantissa * 2 ** -24;
    return bits & 0x8000 ? -value : value;
  });
}
