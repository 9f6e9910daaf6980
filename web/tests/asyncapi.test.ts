import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { expect, test } from 'vitest';

const source = readFileSync(new URL('../../docs/asyncapi.json', import.meta.url), 'utf8');

test('the official parser finds nothing wrong with the AsyncAPI document', async () => {
  const { document, diagnostics } = await new Parser().parse(source);
  expect(diagnostics).toEqual([]);
  const actions = document?.operations().filter((operation) => operation.isReceive()) ?? [];
  const types = source.match(/"action": "receive"/g);
  expect(actions.length).toBe(types?.length);
  expect(actions.length).toBeGreaterThan(5);
});

test('the official parser refuses a document with an unknown message', async () => {
  const broken = source.replaceAll('/messages/ping"', '/messages/pang"');
  const { document } = await new Parser().parse(broken);
  expect(document).toBeUndefined();
});
