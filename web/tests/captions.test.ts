import type { ClientMessage } from '@dragoman/client/protocol';
import { expect, test } from 'vitest';
import { Captions, type SpokenSegment } from '../src/record/captions.ts';
import { INITIAL } from '../src/store/state.ts';
import { Store } from '../src/store/store.ts';

const SPOKEN: SpokenSegment = {
  direction: { side: 0, source: 'en', target: 'pt' },
  key: '11111111-1111-4111-8111-111111111111',
  segment: 0,
};

function speaker(served = true, base64PerSecond = 16, room: string | null = null) {
  const store = new Store({ ...INITIAL, captions: served });
  const sent: ClientMessage[] = [];
  let now = 0;
  const captions = new Captions({
    store,
    send: (message) => sent.push(message),
    now: () => now,
    room: () => room,
    encode: async (samples) => 'A'.repeat((samples.length / 16_000) * base64PerSecond),
  });
  return {
    store,
    sent,
    captions,
    caption: () => store.get().caption,
    at: async (ms: number, seconds = ms / 1000, spoken = SPOKEN) => {
      now = ms;
      await captions.speaking(spoken, () => new Float32Array(seconds * 16_000));
    },
    answer: (revision: number, stable_text: string, unstable_text: string, segment = 0) =>
      captions.received({
        type: 'partial_result',
        data: {
          message_id: SPOKEN.key,
          segment,
          revision,
          stable_text,
          unstable_text,
          language: 'en',
          room_id: null,
          participant_id: null,
        },
      }),
  };
}

test('the recording so far is sent after 0.5 s, then every 0.8 s, one at a time', async () => {
  const { at, sent, answer } = speaker();
  for (const ms of [0, 400, 500, 1200, 1600]) await at(ms);
  expect(sent.length).toBe(1);
  answer(1, '', 'hello');
  for (const ms of [1700, 2400]) await at(ms);
  answer(2, 'hello', '');
  for (const ms of [2400, 2500]) await at(ms);
  expect(sent.map((message) => 'revision' in message && message.revision)).toEqual([1, 2, 3]);
});

test('in a room it is for the participants of the room', async () => {
  const { at, sent } = speaker(true, 16, 'r');
  for (const ms of [0, 500]) await at(ms);
  const [message] = sent;
  expect(message).toMatchObject({ action: 'partial', room_id: 'r' });
  expect(message).not.toHaveProperty('target_lang');
});

test('until there are words it is sent more often, but for 3 s at most', async () => {
  const { at, sent, answer } = speaker();
  const times: number[] = [];
  for (let ms = 0; ms <= 5000; ms += 100) {
    await at(ms);
    if (sent.length === times.length) continue;
    times.push(ms);
    answer(times.length, '', '');
  }
  expect(times).toEqual([500, 900, 1300, 1700, 2100, 2500, 2900, 3700, 4500]);
});

test('an answer that does not come is waited for no longer than 2 s', async () => {
  const { at, sent } = speaker();
  for (const ms of [0, 500, 2400, 2600]) await at(ms);
  expect(sent.length).toBe(2);
});

test('nothing is sent to a service without captions', async () => {
  const { at, sent, caption } = speaker(false);
  for (const ms of [0, 800, 1600]) await at(ms);
  expect(sent).toEqual([]);
  expect(caption()).toBeNull();
});

test('of a long segment the last part is sent', async () => {
  const { at, sent } = speaker();
  await at(0);
  for (const ms of [15_000, 17_100, 19_200, 24_100]) await at(ms);
  const parts = sent.map((m) => m.action === 'partial' && [m.begin_ms, m.audio_data.length]);
  expect(parts).toEqual([
    [0, 240],
    [9_100, 128],
    [9_100, 161],
    [9_100, 240],
  ]);
});

test('a part that does not fit into a message is followed by a shorter one', async () => {
  const { at, sent } = speaker(true, 2_500);
  await at(0);
  for (const ms of [13_000, 15_000]) await at(ms);
  expect(sent.map((m) => m.action === 'partial' && m.begin_ms)).toEqual([5_000]);
});

test('each segment is sent from its beginning', async () => {
  const { at, sent } = speaker();
  await at(0);
  await at(16_000);
  await at(16_100, 0.1, { ...SPOKEN, segment: 1 });
  await at(17_000, 1, { ...SPOKEN, segment: 1 });
  expect(sent.map((m) => m.action === 'partial' && m.begin_ms)).toEqual([8_000, 0]);
});

test('stable words stay on the screen', async () => {
  const { at, answer, caption } = speaker();
  await at(0);
  await at(800);
  answer(1, 'I would', 'like');
  answer(2, 'They', 'might');
  expect(caption()).toMatchObject({ stable: 'I would', unstable: 'like' });
  answer(3, 'I would like', '');
  expect(caption()).toMatchObject({ stable: 'I would like', unstable: '' });
});

test('the newest translation of complete clauses is shown', async () => {
  const { at, captions, caption } = speaker();
  await at(0);
  const pair = { source_lang: 'en', target_lang: 'pt' };
  const place = { room_id: null, participant_id: null };
  const about = { message_id: SPOKEN.key, segment: 0, ...pair, ...place };
  const translated = (revision: number, translated_text: string) =>
    captions.received({
      type: 'partial_translation',
      data: { ...about, revision, translated_text },
    });
  translated(3, 'Bom dia, amigo,');
  translated(2, 'Bom dia,');
  expect(caption()?.translated).toBe('Bom dia, amigo,');
});

test('late answers and those to other segments are ignored', async () => {
  const { at, answer, caption } = speaker();
  await at(0);
  answer(2, '', 'two words');
  answer(1, '', 'two');
  answer(3, '', 'other', 1);
  expect(caption()?.unstable).toBe('two words');
});

test('words of a segment that was not sent are dropped at the end of the turn', async () => {
  const { at, captions, caption } = speaker();
  await at(0);
  captions.dropUnsent(1);
  expect(caption()).not.toBeNull();
  captions.dropUnsent(0);
  expect(caption()).toBeNull();
});
