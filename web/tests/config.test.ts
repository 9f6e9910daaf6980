import { afterEach, expect, test, vi } from 'vitest';
import { forgetMe } from '../src/connection/config.ts';

afterEach(() => vi.unstubAllGlobals());

/** How often the service was asked to forget, which answers so, one after the other. */
async function asked(...answers: Response[]): Promise<number> {
  let deletions = 0;
  vi.stubGlobal('sessionStorage', { getItem: () => 's'.repeat(22) });
  vi.stubGlobal('fetch', async (url: string, how?: RequestInit) => {
    if (how?.method !== 'DELETE') return Response.json({ http_url: 'http://service' });
    expect(url).toBe('http://service/v1/me');
    deletions += 1;
    return answers[deletions - 1];
  });
  await forgetMe();
  return deletions;
}

const forgotten = (more: boolean) => Response.json({ segments: 1, more });

test('who wants to be forgotten asks until nothing is left', async () => {
  expect(await asked(forgotten(true), forgotten(true), forgotten(false))).toBe(3);
});

test('a service that cannot is not asked again and again', async () => {
  expect(await asked(forgotten(true), new Response(null, { status: 503 }))).toBe(2);
});
