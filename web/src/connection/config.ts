/** Written where the app is deployed, served beside it. */
export interface Config {
  websocket_url: string;
  http_url?: string;
  languages?: string[];
  /** Where a ticket for the socket is to be had, if it needs one. */
  tickets_url?: string;
}

export async function loadConfig(): Promise<Config> {
  const reply = await fetch('./config.json', { cache: 'no-store' });
  if (!reply.ok) throw new Error(`config.json: ${reply.status}`);
  return (await reply.json()) as Config;
}

const SESSION_KEY = 'dragoman.session';

/** Where to connect now. A ticket is good for one connection; the session's secret, kept as long as the
 * conversation, makes whoever reconnects the same person. */
export async function socketUrl(config: Config): Promise<string> {
  if (!config.tickets_url) return config.websocket_url;
  const known = sessionStorage.getItem(SESSION_KEY);
  const reply = await fetch(config.tickets_url, {
    method: 'POST',
    cache: 'no-store',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(known ? { session: known } : {}),
  });
  if (!reply.ok) throw new Error(`ticket: ${reply.status}`);
  const { ticket, session } = (await reply.json()) as { ticket: string; session?: string | null };
  if (session) sessionStorage.setItem(SESSION_KEY, session);
  const url = new URL(config.websocket_url);
  url.searchParams.set('ticket', ticket);
  return url.href;
}

/** Has the service forget, too, what was said here: before its day is over. */
export async function forgetMe(config: Config): Promise<void> {
  const session = sessionStorage.getItem(SESSION_KEY);
  if (!config.http_url || !session) return;
  const headers = { Authorization: `Bearer ${session}` };
  await fetch(`${config.http_url}/v1/me`, { method: 'DELETE', headers });
}

const FORMATS = {
  'audio/ogg': 'audio/ogg; codecs=opus',
  'audio/mpeg': 'audio/mpeg',
  'audio/wav': 'audio/wav',
};

/** What this browser plays, the preferred first. */
export function accepts(): string[] {
  const element = document.createElement('audio');
  const playable = Object.entries(FORMATS).filter(([, detail]) => element.canPlayType(detail));
  return playable.length > 0 ? playable.map(([type]) => type) : ['audio/wav'];
}
