import ReconnectingWebSocket from 'partysocket/ws';
import {
  type ClientMessage,
  PROTOCOL,
  type RequestError,
  SEGMENT_END_SEQ,
  type ServerEvent,
} from '../protocol.ts';
import { accepted, ended, finished, isFlow, segmentsOf } from '../store/flow.ts';
import type { Recordings } from '../store/recordings.ts';
import type { Heard } from '../store/reducer.ts';
import type { Message } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { accepts, forgetMe, socketUrl } from './config.ts';
import { Delivery } from './delivery.ts';
import { Links } from './links.ts';
import { type Errand, finish, onReady, unsent } from './outbox.ts';
import { Upkeep } from './upkeep.ts';

const BACKOFF = {
  minReconnectionDelay: 300,
  maxReconnectionDelay: 6000,
  reconnectionDelayGrowFactor: 1.6,
  connectionTimeout: 8000,
  minUptime: 3000,
  maxEnqueuedMessages: 0,
};
const FAILED_RETRY_MS = 800;

interface Parts {
  store: Store;
  recordings: Recordings;
  /** Events of a message, as they come. */
  heard: (event: Heard) => void;
  /** Everything of this message begins anew. */
  anew: (key: string) => void;
}

/** The one connection to the service. It comes back by itself, and with it what was missed. */
export class Session {
  #parts: Parts;
  #store: Store;
  #socket: ReconnectingWebSocket;
  #upkeep: Upkeep;
  #delivery: Delivery;
  #links = new Links();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#store = parts.store;
    this.#socket = new ReconnectingWebSocket(socketUrl, [], BACKOFF);
    this.#upkeep = new Upkeep(parts.store, {
      reconnect: () => this.#socket.reconnect(),
      ping: () => this.#say({ action: 'ping' }),
      resume: (message) => this.#resume(message),
    });
    this.#delivery = new Delivery({ ...parts, ask: (message) => this.#ask(message) });
    this.#socket.addEventListener('open', () => {
      this.#upkeep.opened();
      this.greet();
    });
    this.#socket.addEventListener('close', () => {
      this.#upkeep.closed();
      this.#delivery.interrupted();
      parts.store.dispatch({ type: 'connection', status: 'lost' });
    });
    this.#socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data))));
  }

  get #ready(): boolean {
    return this.#store.get().connection === 'ready';
  }

  /** Says which languages are spoken here; the service warms up for them. */
  greet(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { offers, settings } = this.#store.get();
    const [source, target] = settings.languages;
    const offered = offers.some((offer) => offer.source === source && offer.target === target);
    const pair = offered ? { source_lang: source, target_lang: target } : {};
    this.#ask({ action: 'hello', protocol: PROTOCOL, accepts: accepts(), ...pair });
  }

  /** Sends what waits. Without a connection it goes on waiting, until there is one. */
  send(): void {
    if (this.#ready) this.#run(unsent(this.#store.get().messages));
  }

  /** No more segments belong to this message. */
  finish(message: Message): void {
    if (this.#ready) this.#run(finish(message));
  }

  /** Has the ends of a message said again, with links that work. Rejects with VoiceGone, or when that
   * is not possible now. */
  async renewLinks(message: Message): Promise<void> {
    if (!this.#ready) throw new Error('not connected');
    const renewed = this.#links.renewed(message);
    this.#resume(message, SEGMENT_END_SEQ - 1);
    await renewed;
  }

  /** What was said here is erased there; without a connection, its day ends it. */
  forget(): void {
    void forgetMe().catch(() => {});
  }

  #run(errands: Errand[]): void {
    for (const errand of errands) {
      const { message } = errand;
      if (errand.do === 'resume') this.#resume(message);
      else if (errand.do === 'translate') void this.#delivery.translate(message, errand.segment);
      else this.#say({ action: 'finish', message_id: message.id, segments: errand.segments });
    }
  }

  #resume(message: Message, after_seq = 0): void {
    this.#ask({ action: 'resume', message_id: message.id, after_seq });
  }

  #hear(event: ServerEvent): void {
    this.#upkeep.heard(event);
    switch (event.type) {
      case undefined: // The gateway itself says that a route failed, not for which message.
        setTimeout(() => this.#run(onReady(this.#store.get().messages)), FAILED_RETRY_MS);
        return;
      case 'ready':
        this.#store.dispatch({ type: 'ready', ready: event.data });
        this.#run(onReady(this.#store.get().messages));
        return;
      case 'upload_ready':
        this.#delivery.uploadReady(event.data);
        return;
      case 'more_to_resume':
        this.#ask({ action: 'resume', ...event.data });
        return;
      case 'pong':
      case 'going_away': // The upkeep has heard it.
        return;
      case 'error':
        if (isFlow(event)) break;
        this.#refused(event.data);
        return;
    }
    this.#store.dispatch({ type: 'heard', event });
    this.#links.heard(event);
    this.#parts.heard(event);
  }

  #refused(refusal: RequestError): void {
    const message = this.#store.get().messages.find(({ id }) => id === refusal.message_id);
    if (!message) return;
    if (refusal.code === 'message_unknown' || refusal.code === 'message_not_yours') {
      this.#links.unknown(message.id);
      if (!finished(message)) this.#sendAnew(message, refusal.code === 'message_not_yours');
    } else if (refusal.segment !== null) this.#delivery.refused(message, refusal.segment, refusal);
  }

  /** The service does not know the message, or not as ours: everything of it is sent once more, as long
   * as we have it. */
  #sendAnew(message: Message, asAnother: boolean): void {
    const { key, id } = message;
    const segments = segmentsOf(message);
    const lost = segments.filter(([n]) => !this.#parts.recordings.get(key, n));
    for (const [n, segment] of lost) if (!ended(segment)) this.#lose(message, n);
    if (lost.length > 0) return;
    const heard = segments.some(([, segment]) => accepted(segment));
    this.#store.dispatch({
      type: 'unsent',
      key,
      id: heard || asAnother ? crypto.randomUUID() : id,
    });
    this.#parts.anew(key);
    this.#run(onReady(this.#store.get().messages.filter((other) => other.key === key)));
  }

  /** Nobody will say how this segment ended, so we do. */
  #lose(message: Message, segment: number): void {
    const about = { message_id: message.id, segment, seq: SEGMENT_END_SEQ, elapsed_ms: 0 };
    const why = {
      code: 'message_unknown',
      stage: 'received',
      message: '',
      retryable: false,
    } as const;
    this.#hear({ type: 'error', data: { ...about, ...why, last: false } });
  }

  /** Says what is always answered: silence then means that nobody is there. */
  #ask(message: ClientMessage): void {
    this.#say(message);
    this.#upkeep.expectAnswer();
  }

  #say(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
