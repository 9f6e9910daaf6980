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

/** The ticket requests of a service whose users have this token. */
async function ticketRequestWith(token: string | null): Promise<RequestInit | undefined> {
  const sign_in = { issuer: 'https://provider', client_id: 'app' };
  const config = { websocket_url: 'ws://service', tickets_url: 'http://service/tickets', sign_in };
  let sent: RequestInit | undefined;
  vi.stubGlobal('fetch', async (_: string, init?: RequestInit) => {
    sent = init;
    return Response.json({ ticket: 't' });
  });
  const service = new Service(config, { session: 's'.repeat(22), token: () => token });
  expect(await service.socketUrl()).toBe('ws://service/?ticket=t');
  return sent;
}

test('a user gets a ticket for the access token', async () => {
  const request = await ticketRequestWith('access');
  expect(request).toMatchObject({ body: '{}', headers: { Authorization: 'Bearer access' } });
});

test('without a token, a guest gets a ticket for the session', async () => {
  const request = await ticketRequestWith(null);
  expect(request?.body).toContain('"session"');
  expect(request?.headers).not.toHaveProperty('Authorization');
});
