/** Written where the app is deployed, served beside it. */
interface Config {
  websocket_url: string;
  http_url?: string;
  languages?: string[];
  /** Where a ticket for the socket is to be had, if it needs one. */
  tickets_url?: string;
}

/** A question without an answer is asked anew. */
const ANSWER_WITHIN_MS = 8000;
/** What the gateway waits for at most. */
const FORGETTING_WITHIN_MS = 30_000;

async function loadConfig(): Promise<Config> {
  const reply = await ask('./config.json');
  if (!reply.ok) throw new Error(`config.json: ${reply.status}`);
  return (await reply.json()) as Config;
}

const SESSION_KEY = 'dragoman.session';

/** Where to connect now: asked each time, for a service may move. A ticket is good for one connection;
 * the session's secret, kept as long as the conversation, makes whoever reconnects the same person. */
export async function socketUrl(): Promise<string> {
  const config = await loadConfig();
  if (!config.tickets_url) return config.websocket_url;
  const known = sessionStorage.getItem(SESSION_KEY);
  const reply = await ask(config.tickets_url, {
    method: 'POST',
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
export async function forgetMe(): Promise<void> {
  const session = sessionStorage.getItem(SESSION_KEY);
  const { http_url } = await loadConfig();
  if (!http_url || !session) return;
  const headers = { Authorization: `Bearer ${session}` };
  for (let more = true; more; ) {
    const signal = AbortSignal.timeout(FORGETTING_WITHIN_MS);
    const reply = await ask(`${http_url}/v1/me`, { method: 'DELETE', headers, signal });
    more = reply.ok && ((await reply.json()) as { more: boolean }).more;
  }
}

function ask(url: string, how: RequestInit = {}): Promise<Response> {
  return fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS), ...how });
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
