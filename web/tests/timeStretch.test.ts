import { expect, test } from 'vitest';
import { stretchSamples } from '../client/src/playback/timeStretch.ts';

const RATE_HZ = 22_050;
const PITCH_HZ = 150;
const tone = Float32Array.from(
  { length: RATE_HZ },
  (_, n) => 0.5 * Math.sin((2 * Math.PI * PITCH_HZ * n) / RATE_HZ),
);

/** Periods per second, by upward zero crossings. */
function pitch(samples: Float32Array): number {
  let crossings = 0;
  for (let n = 1; n < samples.length; n++)
    if ((samples[n - 1] ?? 0) < 0 && (samples[n] ?? 0) >= 0) crossings += 1;
  return (crossings * RATE_HZ) / samples.length;
}

test.each([0.75, 0.5, 1.25])('at rate %s the length changes and the pitch does not', (rate) => {
  const stretched = stretchSamples(tone, RATE_HZ, rate);
  expect(stretched.length / tone.length).toBeCloseTo(1 / rate, 2);
  expect(pitch(stretched) / pitch(tone)).toBeCloseTo(1, 1);
  expect(Math.max(...stretched)).toBeLessThan(0.6);
});

test('the level stays steady', () => {
  const stretched = stretchSamples(tone, RATE_HZ, 0.75);
  for (let at = 2000; at < stretched.length - 4000; at += 1000) {
    const part = stretched.subarray(at, at + 1000);
    const power = part.reduce((sum, x) => sum + x * x, 0) / part.length;
    expect(Math.sqrt(2 * power)).toBeCloseTo(0.5, 0);
  }
});
