import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyVoice,
  nextStep,
  nextVoice,
  type Voice,
  withEvent,
  withoutPiece,
} from '../src/playback/voice.ts';
import type { FlowEvent } from '../src/protocol.ts';
import { complete, failed, flow } from './flows.ts';

const voice = emptyVoice('k', 0, 'translated');
const hear = (events: FlowEvent[], start: Voice = voice) => events.reduce(withEvent, start);

/** Plays what is there, each piece lasting a second; gives the links in the order they sound. */
function played(heard: Voice): string[] {
  const urls: string[] = [];
  let [next, seconds] = [0, 0];
  for (;;) {
    const step = nextStep(heard, next, seconds);
    if (step.do !== 'play') return urls;
    urls.push(step.offset_s ? `${step.url}@${step.offset_s}` : step.url);
    if (step.index === null) return urls;
    next = step.index + 1;
    seconds += 1;
  }
}

const PIECES = ['0/translated/0', '0/translated/1', '0/translated/2'];

test('pieces sound in their order, however they come', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(flow(0), { minLength: flow(0).length }), (events) => {
      expect(played(hear(events))).toEqual(PIECES);
    }),
  );
});

test('a piece that never came is replaced by the rest of the whole', () => {
  const events = flow(0).filter(({ data }) => !('index' in data) || data.index !== 1);
  expect(played(hear(events))).toEqual(['0/translated/0', '0/translated@1']);
});

test('a piece that cannot be had is replaced likewise', () => {
  expect(played(withoutPiece(hear(flow(0)), 1))).toEqual(['0/translated/0', '0/translated@1']);
});

test('without pieces the whole is played', () => {
  const events = flow(0).filter(({ type }) => type !== 'audio_chunk');
  expect(played(hear(events))).toEqual(['0/translated']);
  expect(played(hear([complete(0)]))).toEqual(['0/translated']);
});

test('a voice waits for more until it is told that there is none', () => {
  const begun = hear(flow(0).filter(({ data }) => 'index' in data && data.index === 0));
  expect(nextStep(begun, 1, 1)).toEqual({ do: 'wait' });
  expect(nextStep(hear([failed(0, 'engine_failed')], begun), 1, 1)).toEqual({ do: 'end' });
});

test('a segment speaks after the segment before it', () => {
  const ready = hear([complete(1)], emptyVoice('k', 1, 'translated'));
  expect(nextVoice([voice, ready])).toBeUndefined();
  expect(nextVoice([ready])).toBe(ready);
  expect(nextVoice([emptyVoice('other', 0, 'translated'), ready])).toBe(ready);
});
