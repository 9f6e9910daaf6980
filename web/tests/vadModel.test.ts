import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { packVadWeights } from '../scripts/vadWeights.ts';
import { VadModel } from '../src/record/vadModel.ts';

const require = createRequire(import.meta.url);
const ONNX = join(dirname(require.resolve('@ricky0123/vad-web')), 'silero_vad_v6.onnx');
const packed = packVadWeights(ONNX).buffer as ArrayBuffer;

/** A harmonic sound whose pitch and level change, so that every layer has something to do. */
function samples(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => {
    const [t, pitch] = [n / 16_000, 120 + 40 * Math.sin(n / 9000)];
    const sound = [1, 2, 3, 5, 8].reduce(
      (sum, k) => sum + Math.sin(2 * Math.PI * k * pitch * t) / k,
      0,
    );
    return 0.2 * sound * (0.5 + 0.5 * Math.sin(n / 4000));
  });
}

test('the model gives the probabilities of onnxruntime', async () => {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(readFileSync(ONNX));
  const sound = samples(512 * 60);
  const [ours, theirs] = [[] as number[], [] as number[]];
  const model = new VadModel(packed);
  let state = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
  let context = new Float32Array(64);
  const sr = new ort.Tensor('int64', [16_000n], []);
  for (let at = 0; at < sound.length; at += 512) {
    const frame = sound.slice(at, at + 512);
    ours.push(model.process(frame));
    const input = new ort.Tensor('float32', new Float32Array([...context, ...frame]), [1, 576]);
    const result = await session.run({ input, state, sr });
    state = result.stateN as typeof state;
    theirs.push(Number(result.output?.data[0]));
    context = frame.slice(448);
  }
  for (const [n, probability] of theirs.entries()) expect(ours[n]).toBeCloseTo(probability, 1.5);
  expect(Math.max(...theirs) - Math.min(...theirs)).toBeGreaterThan(0.02);
});

test('silence is not speech', () => {
  const model = new VadModel(packed);
  const probabilities = Array.from({ length: 30 }, () => model.process(new Float32Array(512)));
  expect(Math.max(...probabilities)).toBeLessThan(0.3);
});

test('weights of another size are refused', () => {
  expect(() => new VadModel(packed.slice(2))).toThrow('another size');
});
