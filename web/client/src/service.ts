import { Refused, refusedResponse, Unreachable } from './errors.ts';

/** Where a service is; it publishes this as `config.json` beside its web app. */
export interface ServiceConfig {
  /** The address of the WebSocket. It may carry a ticket (`?ticket=`), which opens one connection. */
  websocket_url: string;
  /** Where to get a ticket for each connection. */
  tickets_url?: string | null;
  /** The HTTP API. */
  http_url?: string | null;
  /** The languages of the deployment. */
  languages?: string[];
  /** The address under which other devices open the web app, where it is not the usual one. */
  page_url?: string | null;
  /** The OpenID provider of the deployment's users; guests are not served then. */
  sign_in?: { issuer: string; client_id: string } | null;
}

/** Keeps the secret of a guest. */
export interface SessionStore {
  get(): string | null;
  set(secret: string): void;
}

/** Who connects. */
export interface Credentials {
  /** The access token of a user, or a function that returns a valid one for each request, or null for a
   * guest. */
  token?: string | ((config: ServiceConfig) => string | null | Promise<string | null>);
  /** The secret of a guest, 22 to 200 visible ASCII characters, or where it is kept. With the same secret
   * the service recognises the same speaker again. Without it a new one is requested. */
  session?: string | SessionStore;
}

/** What an export has. */
export interface ExportOptions {
  format?: 'txt' | 'srt' | 'vtt' | 'json';
  /** One language instead of both. */
  lang?: string;
}

const TIMEOUT_MS = 8000;
/** The gateway's own limit. */
const LONG_TIMEOUT_MS = 30_000;

/** The addresses of a service, and one speaker's access to it. */
export class Service {
  #address: string | ServiceConfig;
  #token: Credentials['token'];
  #session: SessionStore;

  /** `address` is that of the web app, or of a WebSocket with its ticket, or all addresses. */
  constructor(address: string | ServiceConfig, { token, session }: Credentials = {}) {
    this.#address =
      typeof address === 'string' && /^wss?:/.test(address) ? { websocket_url: address } : address;
    this.#token = token;
    this.#session = typeof session === 'object' ? session : inMemory(session ?? null);
  }

  /** The addresses, read each time because a service may move. Rejects with Unreachable. */
  async config(): Promise<ServiceConfig> {
    if (typeof this.#address !== 'string') return this.#address;
    const url = `${this.#address.replace(/\/$/, '')}/config.json`;
    const response = await request(url);
    const config = response.ok ? await response.json().catch(() => null) : null;
    if (!config) throw new Unreachable(`No Dragoman service responds at ${url}.`);
    return config as ServiceConfig;
  }

  /** The address of the next connection, with a new ticket. Rejects with Refused, Unreachable. */
  async socketUrl(): Promise<string> {
    const config = await this.config();
    const { websocket_url, tickets_url } = config;
    if (!tickets_url) return websocket_url;
    const token = await this.#accessToken(config);
    const secret = this.#session.get();
    const response = await request(tickets_url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token !== null && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(secret && token === null ? { session: secret } : {}),
    });
    if (!response.ok) throw await refusedResponse(response);
    const { ticket, session } = (await response.json()) as { ticket: string; session?: string };
    if (session) this.#session.set(session);
    const url = new URL(websocket_url);
    url.searchParams.set('ticket', ticket);
    return url.href;
  }

  /** The value of the `Authorization` header for the HTTP API; null if the speaker is not known yet. */
  async #authorization(config: ServiceConfig): Promise<string | null> {
    const credential = (await this.#accessToken(config)) ?? this.#session.get();
    return credential && `Bearer ${credential}`;
  }

  async #accessToken(config: ServiceConfig): Promise<string | null> {
    const token = typeof this.#token === 'function' ? await this.#token(config) : this.#token;
    return token ?? null;
  }

  /** Deletes everything that the service stores of this speaker. Rejects with Refused, Unreachable. */
  async forget(): Promise<void> {
    const config = await this.config();
    if (!config.http_url || !(await this.#authorization(config))) return;
    for (let more = true; more; ) {
      const response = await this.#api(config, '/v1/me', 'DELETE');
      more = ((await response.json()) as { more: boolean }).more;
    }
  }

  /** The texts of messages with their times. Rejects with Refused, Unreachable. */
  async export(
    ids: readonly string[],
    { format = 'vtt', lang }: ExportOptions = {},
  ): Promise<Blob> {
    const [first, ...more] = ids;
    if (!first)
      throw new Refused({
        code: 'nothing_to_export',
        message: 'Nothing to export.',
        retryable: false,
      });
    const config = await this.config();
    if (!config.http_url) throw new Unreachable('The address of the HTTP API is not known.');
    const query = new URLSearchParams([['format', format], ...more.map((id) => ['more', id])]);
    if (lang) query.set('lang', lang);
    const response = await this.#api(config, `/v1/translations/${first}/export?${query}`, 'GET');
    return response.blob();
  }

  async #api(config: ServiceConfig, path: string, method: string): Promise<Response> {
    const authorization = await this.#authorization(config);
    const headers = { ...(authorization && { Authorization: authorization }) };
    const signal = AbortSignal.timeout(LONG_TIMEOUT_MS);
    const response = await request(`${config.http_url}${path}`, { method, headers, signal });
    if (!response.ok) throw await refusedResponse(response);
    return response;
  }
}

async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(url, { cache: 'no-store', signal, ...init });
  } catch (error) {
    throw new Unreachable(`${new URL(url, 'http://page').pathname} does not respond.`, {
      cause: error,
    });
  }
}

function inMemory(secret: string | null): SessionStore {
  let kept = secret;
  return {
    get: () => kept,
    set: (secret) => {
      kept = secret;
    },
  };
}
