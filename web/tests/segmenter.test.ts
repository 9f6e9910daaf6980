import { FRAME_S, VAD_OPTIONS } from '@dragoman/client/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpeechSegmenter, type SpeechSpan } from '../src/record/segmenter.ts';

function segment(probabilities: number[]): SpeechSpan[] {
  const segmenter = new SpeechSegmenter();
  const spans = probabilities.map((probability) => segmenter.feed(probability));
  return [...spans, segmenter.end()].filter((span) => span !== null);
}

const MINUTE = Math.round(60 / FRAME_S);
const uninterrupted = fc.array(fc.double({ min: VAD_OPTIONS.threshold, max: 1, noNaN: true }), {
  minLength: MINUTE,
  maxLength: MINUTE,
});

test('speech of a minute without a pause is split without loss or overlap', () => {
  fc.assert(
    fc.property(uninterrupted, (probabilities) => {
      const spans = segment(probabilities);
      expect(spans.length).toBeGreaterThanOrEqual(3);
      for (const [index, { begin_s, end_s }] of spans.entries()) {
        expect(end_s - begin_s).toBeLessThan(
          VAD_OPTIONS.max_speech_s + VAD_OPTIONS.speech_pad_s + FRAME_S,
        );
        expect(begin_s).toBeCloseTo(index ? (spans[index - 1]?.end_s ?? Number.NaN) : 0);
      }
      expect(spans.at(-1)?.end_s).toBeCloseTo(MINUTE * FRAME_S + VAD_OPTIONS.speech_pad_s);
    }),
    { numRuns: 20 },
  );
});

test('the split is at the least probable frame of the split window', () => {
  const probabilities = new Array<number>(MINUTE).fill(0.9);
  const pause = Math.round(17 / FRAME_S);
  probabilities[pause] = 0.4;
  expect(segment(probabilities)[0]?.end_s).toBeCloseTo((pause + 1) * FRAME_S);
});

test('an end is suspected once in each pause, where the speech has ended so far', () => {
  const segmenter = new SpeechSegmenter();
  const pause = Math.ceil(VAD_OPTIONS.suspected_silence_s / FRAME_S);
  const heard = [...speech(20), ...silence(pause + 2), ...speech(5), ...silence(20)];
  const suspected = heard.map((probability) => {
    segmenter.feed(probability);
    return segmenter.suspectedEnd()?.end_s ?? null;
  });
  const found = suspected.flatMap((end_s, frame) => (end_s === null ? [] : [[frame, end_s]]));
  expect(found).toEqual([
    [20 + pause - 1, 20 * FRAME_S],
    [20 + pause + 2 + 5 + pause - 1, (20 + pause + 2 + 5) * FRAME_S],
  ]);
});

test('no end is suspected of a click', () => {
  const segmenter = new SpeechSegmenter();
  for (const probability of [...speech(2), ...silence(20)]) {
    segmenter.feed(probability);
    expect(segmenter.suspectedEnd()).toBeNull();
  }
});

function speech(frames: number): number[] {
  return new Array<number>(frames).fill(0.9);
}

function silence(frames: number): number[] {
  return new Array<number>(frames).fill(0);
}
