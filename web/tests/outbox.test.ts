import { expect, test } from 'vitest';
import { onReady, unsent } from '../src/connection/outbox.ts';
import { reduce } from '../src/store/reducer.ts';
import { flow, hear, said, spoken } from './flows.ts';

const brief = (errands: ReturnType<typeof onReady>) =>
  errands.map((errand) => (errand.do === 'translate' ? errand.segment : errand.do));

test('what was said offline is sent when the service is back', () => {
  expect(brief(onReady(spoken(2).messages))).toEqual([0, 1]);
});

test('what was sent and never acknowledged is sent again', () => {
  const sent = reduce(spoken(), { type: 'sent', key: 'k', segment: 0 });
  expect(brief(onReady(sent.messages))).toEqual([0]);
  expect(brief(unsent(sent.messages))).toEqual([]);
});

test('what was acknowledged is asked for, not sent again', () => {
  expect(brief(onReady(hear(spoken(), flow(0).slice(0, 3)).messages))).toEqual(['resume']);
});

test('what is over is left alone', () => {
  expect(brief(onReady(hear(spoken(), flow(0)).messages))).toEqual([]);
});

test('a turn that was over before it could be said so is finished now', () => {
  const begun = reduce(spoken(0), { type: 'said', said: said(0, false) });
  expect(brief(onReady(begun.messages))).toEqual([0]);
  const over = reduce(begun, { type: 'closed', key: 'k' });
  expect(brief(onReady(over.messages))).toEqual([0, 'finish']);
});
