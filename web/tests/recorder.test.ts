import { expect, test } from 'vitest';
import { recordingType } from '../src/record/recorder.ts';

const browser = (...types: string[]) => recordingType((type) => types.includes(type));

test('the smallest supported type is used', () => {
  expect(browser('audio/webm;codecs=opus', 'audio/mp4')).toBe('audio/webm;codecs=opus');
  expect(browser('audio/ogg;codecs=opus')).toBe('audio/ogg;codecs=opus');
});

test('Safari records MP4', () => {
  expect(browser('audio/mp4', 'audio/mp4;codecs=mp4a.40.2')).toBe('audio/mp4');
});

test('the type is left to a browser that supports none of ours', () => {
  expect(browser('audio/x-tape')).toBeUndefined();
});
