import type { FlowEvent } from '@dragoman/client/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyTrack,
  nextStep,
  nextTrack,
  type VoiceTrack,
  withEvent,
  withoutChunk,
} from '../client/src/playback/voiceTrack.ts';
import { complete, failed, flow } from './events.ts';

const voice = emptyTrack('k', 0, 'translated');
const receive = (events: FlowEvent[], start: VoiceTrack = voice) => events.reduce(withEvent, start);

/** Plays a track whose chunks last a second each. Returns the links in the order of playing. */
function played(track: VoiceTrack): string[] {
  const urls: string[] = [];
  let [next, seconds] = [0, 0];
  for (;;) {
    const step = nextStep(track, next, seconds);
    if (step.action !== 'play') return urls;
    urls.push(step.offset_s ? `${step.url}@${step.offset_s}` : step.url);
    if (step.index === null) return urls;
    next = step.index + 1;
    seconds += 1;
  }
}

const CHUNKS = ['0/translated/0', '0/translated/1', '0/translated/2'];

test('chunks play in order, however they arrive', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(flow(0), { minLength: flow(0).length }), (events) => {
      expect(played(receive(events))).toEqual(CHUNKS);
    }),
  );
});

test('the rest of the file replaces a missing chunk', () => {
  const events = flow(0).filter(({ data }) => !('index' in data) || data.index !== 1);
  expect(played(receive(events))).toEqual(['0/translated/0', '0/translated@1']);
});

test('the rest of the file replaces a chunk that cannot be fetched', () => {
  expect(played(withoutChunk(receive(flow(0)), 1))).toEqual(['0/translated/0', '0/translated@1']);
});

test('without chunks the file is played', () => {
  const events = flow(0).filter(({ type }) => type !== 'audio_chunk');
  expect(played(receive(events))).toEqual(['0/translated']);
  expect(played(receive([complete(0)]))).toEqual(['0/translated']);
});

test('a track waits for more until it is closed', () => {
  const begun = receive(flow(0).filter(({ data }) => 'index' in data && data.index === 0));
  expect(nextStep(begun, 1, 1)).toEqual({ action: 'wait' });
  expect(nextStep(receive([failed(0, 'engine_failed')], begun), 1, 1)).toEqual({ action: 'end' });
});

test('a segment plays after the segment before it', () => {
  const ready = receive([complete(1)], emptyTrack('k', 1, 'translated'));
  expect(nextTrack([voice, ready])).toBeUndefined();
  expect(nextTrack([ready])).toBe(ready);
  expect(nextTrack([emptyTrack('other', 0, 'translated'), ready])).toBe(ready);
});

test('a track waits for one of an earlier place', () => {
  const first = emptyTrack('first', 0, 'translated', 1);
  const second = receive(flow(0), emptyTrack('second', 0, 'translated', 2));
  expect(nextTrack([second, first])).toBeUndefined();
  expect(nextTrack([second, receive(flow(0), first)])?.key).toBe('first');
  expect(nextTrack([second])).toBe(second);
});
