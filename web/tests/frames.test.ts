import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_S, FRAME_SAMPLES, VAD_OPTIONS } from '../src/protocol.ts';
import { Ear } from '../src/record/ear.ts';
import { Frames } from '../src/record/frames.ts';

/** The number of a frame is in each of its samples. */
function frame(number: number): Float32Array {
  return new Float32Array(FRAME_SAMPLES).fill(number);
}

function numbers(samples: Float32Array): number[] {
  return [...samples].filter((_, index) => index % FRAME_SAMPLES === 0);
}

/** What is cut of a stream, as numbers of frames, and how many frames were ever kept. */
function cut(probabilities: number[]): { pieces: number[][]; most: number } {
  const [ear, frames, pieces] = [new Ear(), new Frames(), [] as number[][]];
  let most = 0;
  for (const [number, probability] of probabilities.entries()) {
    const stretch = ear.hear(probability);
    frames.add(frame(number));
    if (stretch) pieces.push(numbers(frames.cut(stretch)));
    if (!ear.speaking) frames.forget();
    most = Math.max(most, frames.length);
  }
  const rest = ear.end();
  if (rest) pieces.push(numbers(frames.cut(rest)));
  return { pieces, most };
}

const voices = fc.array(fc.double({ min: VAD_OPTIONS.threshold, max: 1, noNaN: true }), {
  minLength: 2000,
  maxLength: 4000,
});

test('of speech without a pause every frame is in one piece, in order', () => {
  fc.assert(
    fc.property(voices, (probabilities) => {
      const { pieces, most } = cut(probabilities);
      expect(pieces.flat()).toEqual(probabilities.map((_, number) => number));
      expect(pieces.length).toBeGreaterThan(2);
      expect(most * FRAME_S).toBeLessThan(VAD_OPTIONS.max_speech_s + 2);
    }),
    { numRuns: 20 },
  );
});

test('a frame is in the place its seconds say, whatever their last digit', () => {
  const frames = new Frames();
  for (let number = 0; number < 3000; number++) {
    frames.add(frame(number));
    const stretch = { begin_s: number * FRAME_S, end_s: (number + 1) * FRAME_S };
    expect(numbers(frames.cut(stretch))).toEqual([number]);
  }
});

test('a piece between pauses has its margins, however long the silence before', () => {
  const [silence, speech] = [new Array<number>(3000).fill(0), new Array<number>(50).fill(0.9)];
  const { pieces, most } = cut([...silence, ...speech, ...silence, ...speech, ...silence]);
  const margin = Math.floor(VAD_OPTIONS.speech_pad_s / FRAME_S);
  for (const [index, piece] of pieces.entries()) {
    const begin = 3000 + index * 3050;
    expect(piece[0]).toBeLessThanOrEqual(begin - margin);
    expect(piece[0]).toBeGreaterThan(begin - margin - 2);
    expect(piece.at(-1)).toBeGreaterThanOrEqual(begin + 49 + margin);
    expect(piece.at(-1)).toBeLessThan(begin + 49 + margin + 2);
  }
  expect(pieces.length).toBe(2);
  expect(most * FRAME_S).toBeLessThan(5);
});
