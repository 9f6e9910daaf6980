import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_S, VAD_OPTIONS } from '../src/protocol.ts';
import { Ear, type Stretch } from '../src/record/ear.ts';

function heard(probabilities: number[]): Stretch[] {
  const ear = new Ear();
  const stretches = probabilities.map((probability) => ear.hear(probability));
  return [...stretches, ear.end()].filter((stretch) => stretch !== null);
}

const MINUTE = Math.round(60 / FRAME_S);
const breathless = fc.array(fc.double({ min: VAD_OPTIONS.threshold, max: 1, noNaN: true }), {
  minLength: MINUTE,
  maxLength: MINUTE,
});

test('who speaks for a minute without a pause is cut, and nothing is lost or said twice', () => {
  fc.assert(
    fc.property(breathless, (probabilities) => {
      const stretches = heard(probabilities);
      expect(stretches.length).toBeGreaterThanOrEqual(3);
      for (const [index, { begin_s, end_s }] of stretches.entries()) {
        expect(end_s - begin_s).toBeLessThan(VAD_OPTIONS.max_speech_s + VAD_OPTIONS.speech_pad_s + FRAME_S);
        expect(begin_s).toBeCloseTo(index ? (stretches[index - 1]?.end_s ?? Number.NaN) : 0);
      }
      expect(stretches.at(-1)?.end_s).toBeCloseTo(MINUTE * FRAME_S + VAD_OPTIONS.speech_pad_s);
    }),
    { numRuns: 20 },
  );
});

test('the cut is where the voice was lowest shortly before the limit', () => {
  const probabilities = new Array<number>(MINUTE).fill(0.9);
  const breath = Math.round(17 / FRAME_S);
  probabilities[breath] = 0.4;
  expect(heard(probabilities)[0]?.end_s).toBeCloseTo((breath + 1) * FRAME_S);
});
