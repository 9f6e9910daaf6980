import ReconnectingWebSocket from 'partysocket/ws';
import {
  type ClientMessage,
  MESSAGE_LIMIT_BYTES,
  PROTOCOL,
  type RequestError,
  type ServerEvent,
} from '../protocol.ts';
import { isFlow } from '../store/flow.ts';
import { decoded, type Recordings, type Sound } from '../store/recordings.ts';
import type { Heard } from '../store/reducer.ts';
import type { Message } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { accepts, type Config, forgetMe, socketUrl } from './config.ts';
import { type Errand, finish, onReady, unsent } from './outbox.ts';
import { Upkeep } from './upkeep.ts';
import { Uploads } from './uploads.ts';

const BACKOFF = {
  minReconnectionDelay: 300,
  maxReconnectionDelay: 6000,
  reconnectionDelayGrowFactor: 1.6,
  connectionTimeout: 8000,
  minUptime: 3000,
  maxEnqueuedMessages: 0,
};
const RETRIES = 3;
const RETRY_AFTER_MS = 800;

/** The one connection to the service. It comes back by itself, and with it what was missed. */
export class Session {
  #config: Config;
  #store: Store;
  #recordings: Recordings;
  #socket: ReconnectingWebSocket;
  #upkeep: Upkeep;
  #uploads = new Uploads();
  #tries = new Map<string, number>();
  /** Events of a message, once each, as they come. */
  onHeard: (event: Heard) => void = () => {};

  constructor(config: Config, store: Store, recordings: Recordings) {
    this.#config = config;
    this.#store = store;
    this.#recordings = recordings;
    this.#socket = new ReconnectingWebSocket(() => socketUrl(config), [], BACKOFF);
    this.#upkeep = new Upkeep(store, {
      reconnect: () => this.#socket.reconnect(),
      ping: () => this.#say({ action: 'ping' }),
      resume: (message) => this.#resume(message),
    });
    this.#socket.addEventListener('open', () => {
      this.#upkeep.opened();
      this.greet();
    });
    this.#socket.addEventListener('close', () => {
      this.#upkeep.closed();
      this.#uploads.fail();
      store.dispatch({ type: 'connection', status: 'lost' });
    });
    this.#socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data))));
  }

  /** Says which languages are spoken here; the service warms up for them. */
  greet(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { offers, settings } = this.#store.get();
    const [source, target] = settings.languages;
    const offered = offers.some((offer) => offer.source === source && offer.target === target);
    const pair = offered ? { source_lang: source, target_lang: target } : {};
    this.#say({ action: 'hello', protocol: PROTOCOL, accepts: accepts(), ...pair });
    this.#upkeep.expectAnswer();
  }

  /** Sends what waits. Without a connection it goes on waiting, until there is one. */
  send(): void {
    if (this.#store.get().connection === 'ready') this.#run(unsent(this.#store.get().messages));
  }

  /** What was said here is erased there; without a connection, its day ends it. */
  forget(): void {
    void forgetMe(this.#config).catch(() => {});
  }

  /** No more segments belong to this message. */
  finish(message: Message): void {
    if (this.#store.get().connection === 'ready') this.#run(finish(message));
  }

  #run(errands: Errand[]): void {
    for (const errand of errands) {
      if (errand.do === 'resume') this.#resume(errand.message);
      else if (errand.do === 'finish')
        this.#say({
          action: 'finish',
          message_id: errand.message.id,
          segments: errand.segments,
        });
      else void this.#translate(errand.message, errand.segment);
    }
  }

  #resume(message: Message): void {
    this.#say({ action: 'resume', message_id: message.id, after_seq: 0 });
    this.#upkeep.expectAnswer();
  }

  async #translate(message: Message, n: number): Promise<void> {
    const sound = this.#recordings.get(message.key, n);
    const segment = message.segments[n];
    if (!sound || !segment) return this.#refuse(message, n, 'audio_missing');
    this.#store.dispatch({ type: 'sent', key: message.key, segment: n });
    const request = {
      action: 'translate' as const,
      message_id: message.id,
      segment: n,
      last: segment.last,
      mode: message.mode,
      source_lang: message.source,
      target_lang: message.target,
      content_type: sound.type,
    };
    const inline = { ...request, audio_data: sound.base64 };
    if (JSON.stringify(inline).length < this.#inlineLimit()) this.#say(inline);
    else {
      const audio_key = await this.#upload(message.id, n, sound);
      if (!audio_key) return;
      this.#say({ ...request, audio_key });
    }
    this.#upkeep.expectAnswer();
  }

  #inlineLimit(): number {
    return this.#store.get().limits?.message_bytes ?? MESSAGE_LIMIT_BYTES;
  }

  /** The key of the uploaded recording; null when it did not get there, which is taken care of. */
  async #upload(id: string, segment: number, sound: Sound): Promise<string | null> {
    const blob = decoded(sound);
    const about = { message_id: id, segment, content_type: sound.type };
    this.#say({ action: 'upload', ...about, bytes: blob.size });
    this.#upkeep.expectAnswer();
    try {
      return await this.#uploads.put(id, segment, blob);
    } catch {
      this.#again(id, segment);
      return null;
    }
  }

  #hear(event: ServerEvent): void {
    this.#upkeep.heard(event);
    switch (event.type) {
      case undefined: // The gateway itself says that a route failed, not for which message.
        setTimeout(() => this.#run(onReady(this.#store.get().messages)), RETRY_AFTER_MS);
        return;
      case 'ready':
        this.#store.dispatch({ type: 'ready', ready: event.data });
        this.#run(onReady(this.#store.get().messages));
        return;
      case 'upload_ready':
        this.#uploads.ready(event.data);
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
    this.onHeard(event);
  }

  #refused(refusal: RequestError): void {
    const message = this.#store.get().messages.find(({ id }) => id === refusal.message_id);
    if (!message) return;
    if (refusal.code === 'message_unknown') this.#anew(message, message.id);
    else if (refusal.code === 'message_not_yours') this.#anew(message, crypto.randomUUID());
    else if (refusal.segment !== null && !this.#uploads.refused(refusal)) {
      if (!refusal.retryable || !this.#again(message.id, refusal.segment, refusal.retry_after_ms))
        this.#store.dispatch({ type: 'heard', event: { type: 'error', data: refusal } });
    }
  }

  /** The service does not know the message, or not as ours: everything of it is sent again. */
  #anew(message: Message, id: string): void {
    const lost = Object.keys(message.segments).filter(
      (n) => !this.#recordings.get(message.key, Number(n)),
    );
    if (lost.length > 0) for (const n of lost) this.#refuse(message, Number(n), 'message_unknown');
    else {
      const key = message.key;
      const fresh = id === message.id ? crypto.randomUUID() : id;
      const heardBefore = Object.values(message.segments).some(
        (segment) => Object.keys(segment.events).length > 0,
      );
      this.#store.dispatch({ type: 'unsent', key, id: heardBefore ? fresh : id });
      this.#run(onReady(this.#store.get().messages.filter((other) => other.key === key)));
    }
  }

  /** Sends the segment again in a moment; false when that was tried often enough. */
  #again(id: string, segment: number, after_ms: number | null = null): boolean {
    const tries = (this.#tries.get(`${id}/${segment}`) ?? 0) + 1;
    this.#tries.set(`${id}/${segment}`, tries);
    if (tries > RETRIES) return false;
    const send = () => {
      const message = this.#store.get().messages.find((known) => known.id === id);
      if (message && this.#store.get().connection === 'ready')
        this.#run([{ do: 'translate', message, segment }]);
    };
    setTimeout(send, after_ms ?? RETRY_AFTER_MS * 2 ** (tries - 1));
    return true;
  }

  #refuse(message: Message, segment: number, code: 'audio_missing' | 'message_unknown'): void {
    const about = { message_id: message.id, segment, code, message: code };
    const refusal = {
      ...about,
      stage: 'received',
      retryable: false,
      retry_after_ms: null,
    } as const;
    this.#store.dispatch({ type: 'heard', event: { type: 'error', data: refusal } });
  }

  #say(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
