/** Written where the app is deployed, served beside it. */
export interface Config {
  websocket_url: string;
  languages?: string[];
  /** Where a ticket for the socket is to be had, if it needs one. */
  tickets_url?: string;
}

export async function loadConfig(): Promise<Config> {
  const reply = await fetch('./config.json', { cache: 'no-store' });
  if (!reply.ok) throw new Error(`config.json: ${reply.status}`);
  return (await reply.json()) as Config;
}

/** Where to connect now: tickets are good for one connection. */
export async function socketUrl(config: Config): Promise<string> {
  if (!config.tickets_url) return config.websocket_url;
  const reply = await fetch(config.tickets_url, { method: 'POST', cache: 'no-store' });
  if (!reply.ok) throw new Error(`ticket: ${reply.status}`);
  const { ticket } = (await reply.json()) as { ticket: string };
  const url = new URL(config.websocket_url);
  url.searchParams.set('ticket', ticket);
  return url.href;
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
