import { tabStorage } from '../store/browserStorage.ts';

/** Written by the deployment and served beside the app. */
interface Config {
  websocket_url: string;
  http_url?: string;
  languages?: string[];
  /** The address under which other devices open the app, where it is not that of this page. */
  page_url?: string;
  /** Where to get a ticket for the WebSocket, if it needs one. */
  tickets_url?: string;
}

const REPLY_TIMEOUT_MS = 8000;
/** The gateway's own limit. */
const FORGET_TIMEOUT_MS = 30_000;

async function loadConfig(): Promise<Config> {
  const reply = await request('./config.json');
  if (!reply.ok) throw new Error(`config.json: ${reply.status}`);
  return (await reply.json()) as Config;
}

const SESSION_KEY = 'dragoman.session';

/** The secret that makes this tab the same user as another one. */
export function sessionSecret(): string | null {
  return tabStorage.get(SESSION_KEY);
}

/** Makes this tab the user who has the secret, from the next connection on. */
export function adoptSession(secret: string): void {
  tabStorage.set(SESSION_KEY, secret);
}

/** The address to connect to, read each time because a service may move. A ticket is valid for one
 * connection. The session secret, kept for the life of the tab, identifies the same user again. */
export async function socketUrl(): Promise<string> {
  const config = await loadConfig();
  if (!config.tickets_url) return config.websocket_url;
  const session = tabStorage.get(SESSION_KEY);
  const reply = await request(config.tickets_url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(session ? { session } : {}),
  });
  if (!reply.ok) throw new Error(`ticket: ${reply.status}`);
  const { ticket, session: issued } = (await reply.json()) as {
    ticket: string;
    session?: string | null;
  };
  if (issued) tabStorage.set(SESSION_KEY, issued);
  const url = new URL(config.websocket_url);
  url.searchParams.set('ticket', ticket);
  return url.href;
}

/** The languages of the deployment, before the service has announced its pairs; none if unknown. */
export async function firstLanguages(): Promise<string[]> {
  try {
    return (await loadConfig()).languages ?? [];
  } catch {
    return [];
  }
}

/** The address under which other devices open the app. */
export async function pageUrl(): Promise<string> {
  try {
    return (await loadConfig()).page_url ?? location.href;
  } catch {
    return location.href;
  }
}

/** Deletes what the service stores of this session. */
export async function forgetMe(): Promise<void> {
  const session = tabStorage.get(SESSION_KEY);
  const { http_url } = await loadConfig();
  if (!http_url || !session) return;
  const headers = { Authorization: `Bearer ${session}` };
  for (let more = true; more; ) {
    const signal = AbortSignal.timeout(FORGET_TIMEOUT_MS);
    const reply = await request(`${http_url}/v1/me`, { method: 'DELETE', headers, signal });
    more = reply.ok && ((await reply.json()) as { more: boolean }).more;
  }
}

/** The HTTP API, and what identifies this session there. */
export async function serviceOf(): Promise<{ http_url: string; authorization: string }> {
  const { http_url } = await loadConfig();
  return { http_url: http_url ?? '', authorization: `Bearer ${tabStorage.get(SESSION_KEY)}` };
}

export function request(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(REPLY_TIMEOUT_MS), ...init });
}

const FORMATS = {
  'audio/ogg': 'audio/ogg; codecs=opus',
  'audio/mpeg': 'audio/mpeg',
  'audio/wav': 'audio/wav',
};

/** The audio formats that this browser plays, preferred first. */
export function accepts(): string[] {
  const element = document.createElement('audio');
  const playable = Object.entries(FORMATS).filter(([, detail]) => element.canPlayType(detail));
  return playable.length > 0 ? playable.map(([type]) => type) : ['audio/wav'];
}
