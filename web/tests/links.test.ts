import { expect, test, vi } from 'vitest';
import { Links, VoiceGone } from '../src/connection/links.ts';
import { Sounds } from '../src/playback/sounds.ts';
import { viewMessage } from '../src/store/view.ts';
import { complete, flow, hear, ID, spoken } from './flows.ts';

/** As the service says it again: everything as before, the links signed anew. */
function saidAgain(segment = 0) {
  const end = complete(segment);
  if (end.type !== 'translation_complete') throw new Error('not an end');
  const sign = (url: string | null) => url && `${url}?signed=again`;
  const audio_url_original = sign(end.data.audio_url_original);
  const audio_url_translated = sign(end.data.audio_url_translated);
  return { ...end, data: { ...end.data, audio_url_original, audio_url_translated } };
}

function message(segments = 1) {
  const all = Array.from({ length: segments }, (_, n) => flow(n)).flat();
  const [only] = hear(spoken(segments), all).messages;
  if (!only) throw new Error('no message');
  return only;
}

test('of links that are said again the last ones stand, and nothing else changes', () => {
  const before = hear(spoken(), flow(0));
  const [after] = hear(before, [saidAgain()]).messages;
  if (!after) throw new Error('no message');
  expect(viewMessage(after).voices.translated).toEqual([
    { segment: 0, url: '0/translated?signed=again' },
  ]);
  const told = { ...viewMessage(after), voices: null };
  expect(told).toEqual({ ...viewMessage(message()), voices: null });
});

test('links are renewed when every segment has ended again', async () => {
  const links = new Links();
  const done = vi.fn();
  const renewed = links.renewed(message(2)).then(done);
  links.heard(saidAgain(0));
  await Promise.resolve();
  expect(done).not.toHaveBeenCalled();
  links.heard(saidAgain(1));
  await renewed;
  expect(done).toHaveBeenCalled();
});

test('a voice that nobody keeps any more is gone', async () => {
  const links = new Links();
  const renewed = links.renewed(message());
  links.unknown(ID);
  await expect(renewed).rejects.toBeInstanceOf(VoiceGone);
});

test('nobody waits for ever', async () => {
  vi.useFakeTimers();
  const renewed = new Links().renewed(message());
  const rejected = expect(renewed).rejects.toThrow('no answer');
  await vi.advanceTimersByTimeAsync(11_000);
  await rejected;
  vi.useRealTimers();
});

test.each([
  ['a link that works is used as it is', 'good', ['good']],
  ['a link that has died is renewed', 'dead', ['dead', 'fresh']],
])('%s', async (_, link, asked) => {
  const requests: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    requests.push(url);
    return url === 'dead' ? new Response('expired', { status: 403 }) : new Response('voice');
  });
  const sounds = new Sounds(async () => 'fresh');
  expect(await (await sounds.fetch(link)).text()).toBe('voice');
  expect(requests).toEqual(asked);
  vi.unstubAllGlobals();
});
