import { Service } from '@dragoman/client';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

/** The number of deletion requests to a service with these replies. */
async function deletionsWith(...answers: Response[]): Promise<number> {
  let deletions = 0;
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method !== 'DELETE') return Response.json({ http_url: 'http://service' });
    expect(url).toBe('http://service/v1/me');
    deletions += 1;
    return answers[deletions - 1];
  });
  await new Service('.', { session: 's'.repeat(22) }).forget().catch(() => {});
  return deletions;
}

const deleted = (more: boolean) => Response.json({ segments: 1, more });

test('deletion is repeated until nothing is left', async () => {
  expect(await deletionsWith(deleted(true), deleted(true), deleted(false))).toBe(3);
});

test('a failed deletion is not repeated', async () => {
  expect(await deletionsWith(deleted(true), new Response(null, { status: 503 }))).toBe(2);
});
