import { FRAME_S, FRAME_SAMPLES, VAD_OPTIONS } from '@dragoman/client/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameBuffer } from '../src/record/frameBuffer.ts';
import { SpeechSegmenter } from '../src/record/segmenter.ts';

/** A frame whose samples hold its number. */
function frame(number: number): Float32Array {
  return new Float32Array(FRAME_SAMPLES).fill(number);
}

function numbers(samples: Float32Array): number[] {
  return [...samples].filter((_, index) => index % FRAME_SAMPLES === 0);
}

/** The frame numbers of each span of a stream, and the largest number of buffered frames. */
function split(probabilities: number[]): { spans: number[][]; maxBuffered: number } {
  const [segmenter, frames, spans] = [new SpeechSegmenter(), new FrameBuffer(), [] as number[][]];
  let maxBuffered = 0;
  for (const [number, probability] of probabilities.entries()) {
    const span = segmenter.feed(probability);
    frames.add(frame(number));
    if (span) spans.push(numbers(frames.take(span)));
    if (!segmenter.speaking) frames.trim();
    maxBuffered = Math.max(maxBuffered, frames.length);
  }
  const rest = segmenter.end();
  if (rest) spans.push(numbers(frames.take(rest)));
  return { spans, maxBuffered };
}

const speech = fc.array(fc.double({ min: VAD_OPTIONS.threshold, max: 1, noNaN: true }), {
  minLength: 2000,
  maxLength: 4000,
});

test('speech without a pause is split without losing or repeating a frame', () => {
  fc.assert(
    fc.property(speech, (probabilities) => {
      const { spans, maxBuffered } = split(probabilities);
      expect(spans.flat()).toEqual(probabilities.map((_, number) => number));
      expect(spans.length).toBeGreaterThan(2);
      expect(maxBuffered * FRAME_S).toBeLessThan(VAD_OPTIONS.max_speech_s + 2);
    }),
    { numRuns: 20 },
  );
});

test('a span of whole frames returns exactly these frames', () => {
  const frames = new FrameBuffer();
  for (let number = 0; number < 3000; number++) {
    frames.add(frame(number));
    const span = { begin_s: number * FRAME_S, end_s: (number + 1) * FRAME_S };
    expect(numbers(frames.take(span))).toEqual([number]);
  }
});

test('a span has its padding, however long the silence before it', () => {
  const [silence, speech] = [new Array<number>(3000).fill(0), new Array<number>(50).fill(0.9)];
  const { spans, maxBuffered } = split([...silence, ...speech, ...silence, ...speech, ...silence]);
  const pad = Math.floor(VAD_OPTIONS.speech_pad_s / FRAME_S);
  for (const [index, frameNumbers] of spans.entries()) {
    const begin = 3000 + index * 3050;
    expect(frameNumbers[0]).toBeLessThanOrEqual(begin - pad);
    expect(frameNumbers[0]).toBeGreaterThan(begin - pad - 2);
    expect(frameNumbers.at(-1)).toBeGreaterThanOrEqual(begin + 49 + pad);
    expect(frameNumbers.at(-1)).toBeLessThan(begin + 49 + pad + 2);
  }
  expect(spans.length).toBe(2);
  expect(maxBuffered * FRAME_S).toBeLessThan(5);
});
