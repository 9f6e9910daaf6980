import { Unreachable, VoiceExpired } from '@dragoman/client';
import { expect, test, vi } from 'vitest';
import { AudioFetcher } from '../client/src/audioFetcher.ts';
import { LinkRenewal } from '../client/src/linkRenewal.ts';
import { viewMessage } from '../src/store/messageView.ts';
import { complete, conversation, flow, ID, receive } from './events.ts';

/** The final event as repeated by the service, with new signatures. */
function repeated(segment = 0) {
  const end = complete(segment);
  if (end.type !== 'translation_complete') throw new Error('not an end');
  const sign = (url: string | null) => url && `${url}?signed=again`;
  const audio_url_original = sign(end.data.audio_url_original);
  const audio_url_translated = sign(end.data.audio_url_translated);
  return { ...end, data: { ...end.data, audio_url_original, audio_url_translated } };
}

function message(segments = 1) {
  const all = Array.from({ length: segments }, (_, n) => flow(n)).flat();
  const [only] = receive(conversation(segments), all).messages;
  if (!only) throw new Error('no message');
  return only;
}

test('repeated events replace the links and nothing else', () => {
  const before = receive(conversation(), flow(0));
  const [after] = receive(before, [repeated()]).messages;
  if (!after) throw new Error('no message');
  expect(viewMessage(after).audio.translated).toEqual([
    { segment: 0, url: '0/translated?signed=again' },
  ]);
  const rest = { ...viewMessage(after), audio: null };
  expect(rest).toEqual({ ...viewMessage(message()), audio: null });
});

test('links are renewed when the final event of every segment is repeated', async () => {
  const renewal = new LinkRenewal();
  const done = vi.fn();
  const renewed = renewal.renewed(message(2)).then(done);
  renewal.received(repeated(0));
  await Promise.resolve();
  expect(done).not.toHaveBeenCalled();
  renewal.received(repeated(1));
  await renewed;
  expect(done).toHaveBeenCalled();
});

test('audio of an unknown message has expired', async () => {
  const renewal = new LinkRenewal();
  const renewed = renewal.renewed(message());
  renewal.unknown(ID);
  await expect(renewed).rejects.toBeInstanceOf(VoiceExpired);
});

test('a renewal without a reply fails', async () => {
  vi.useFakeTimers();
  const renewed = new LinkRenewal().renewed(message());
  const rejected = expect(renewed).rejects.toBeInstanceOf(Unreachable);
  await vi.advanceTimersByTimeAsync(11_000);
  await rejected;
  vi.useRealTimers();
});

test.each([
  ['a valid link is used unchanged', 'good', ['good']],
  ['an expired link is renewed', 'expired', ['expired', 'renewed']],
])('%s', async (_, link, requested) => {
  const requests: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    requests.push(url);
    return url === 'expired' ? new Response('gone', { status: 403 }) : new Response('voice');
  });
  const fetcher = new AudioFetcher(async () => 'renewed');
  expect(await (await fetcher.fetch(link)).text()).toBe('voice');
  expect(requests).toEqual(requested);
  vi.unstubAllGlobals();
});
