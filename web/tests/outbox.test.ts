import { expect, test } from 'vitest';
import { requestsOnConnect, unsent } from '../client/src/outbox.ts';
import { reduce } from '../src/store/reducer.ts';
import { conversation, flow, receive, recorded } from './events.ts';

const brief = (items: ReturnType<typeof requestsOnConnect>) =>
  items.map((item) => (item.action === 'translate' ? item.segment : item.action));

test('segments recorded offline are sent on connect', () => {
  expect(brief(requestsOnConnect(conversation(2).messages))).toEqual([0, 1]);
});

test('unacknowledged segments are sent again', () => {
  const sent = reduce(conversation(), { type: 'segment_sent', key: 'k', segment: 0 });
  expect(brief(requestsOnConnect(sent.messages))).toEqual([0]);
  expect(brief(unsent(sent.messages))).toEqual([]);
});

test('acknowledged segments are resumed, not sent again', () => {
  expect(brief(requestsOnConnect(receive(conversation(), flow(0).slice(0, 3)).messages))).toEqual([
    'resume',
  ]);
});

test('finished messages are left alone', () => {
  expect(brief(requestsOnConnect(receive(conversation(), flow(0)).messages))).toEqual([]);
});

test('a turn that ended offline is finished on connect', () => {
  const begun = reduce(conversation(0), { type: 'segment_added', segment: recorded(0, false) });
  expect(brief(requestsOnConnect(begun.messages))).toEqual([0]);
  const over = reduce(begun, { type: 'message_closed', key: 'k' });
  expect(brief(requestsOnConnect(over.messages))).toEqual([0, 'finish']);
});
