import ReconnectingWebSocket from 'partysocket/ws';
import {
  type ClientMessage,
  type Hello,
  type PartialResult,
  type PartialTranslation,
  PROTOCOL,
  type Ready,
  type RequestError,
  SEGMENT_END_SEQ,
  type ServerEvent,
} from '../protocol.ts';
import { isAvailable } from '../settings/languages.ts';
import {
  isAccepted,
  isEnded,
  isFinished,
  isFlowEvent,
  type SegmentEvent,
  segmentsOf,
} from '../store/flow.ts';
import type { Recordings } from '../store/recordings.ts';
import type { Message } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { accepts, forgetMe, socketUrl } from './config.ts';
import { Heartbeat } from './heartbeat.ts';
import { LinkRenewal } from './linkRenewal.ts';
import { finish, type OutboxItem, requestsOnConnect, unsent } from './outbox.ts';
import { Queries, type Query, type QueryResult } from './queries.ts';
import { Sender } from './sender.ts';

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
  /** Called with each event of a message. */
  onEvent: (event: SegmentEvent) => void;
  /** Called with the words of a segment that is being spoken. */
  onCaption?: (result: PartialResult) => void;
  /** Called with the translation of such words. */
  onCaptionTranslated?: (result: PartialTranslation) => void;
  /** Called when a message starts over under a new id. */
  onRestart: (key: string) => void;
  /** In a room. */
  room?: RoomConnection;
}

/** What a room needs of the connection. */
interface RoomConnection {
  /** Called when requests can be sent: after each connection. */
  onReady: () => void;
  /** Takes an event of the room or of a turn. Returns whether nothing else is to be done with it. */
  onEvent: (event: ServerEvent) => boolean;
  /** Requests the events of a message that may have been missed. */
  resume: (message: Message) => void;
}

/** The connection to the service. It reconnects by itself and resumes what was missed. */
export class Session {
  #parts: Parts;
  #store: Store;
  #socket: ReconnectingWebSocket;
  #heartbeat: Heartbeat;
  #sender: Sender;
  #linkRenewal = new LinkRenewal();
  #queries = new Queries();
  /** Whether this connection has had its first `ready`; a second hello gives another. */
  #greeted = false;
  /** The pair sent with the last hello. */
  #announced = '';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#store = parts.store;
    this.#socket = new ReconnectingWebSocket(socketUrl, [], BACKOFF);
    this.#heartbeat = new Heartbeat(parts.store, {
      reconnect: () => this.#socket.reconnect(),
      ping: () => this.#send({ action: 'ping' }),
      resume: (message) => this.#resume(message),
    });
    this.#sender = new Sender({ ...parts, request: (message) => this.#request(message) });
    this.#socket.addEventListener('open', () => {
      this.#heartbeat.opened();
      this.#greeted = false;
      this.hello();
    });
    this.#socket.addEventListener('close', () => {
      this.#heartbeat.closed();
      this.#sender.disconnected();
      parts.store.dispatch({ type: 'connection', status: 'lost' });
    });
    this.#socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
  }

  get #ready(): boolean {
    return this.#store.get().connection === 'ready';
  }

  /** Announces the languages of the conversation, so that the service can warm up. */
  hello(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#announced = this.#pair();
    const [source_lang, target_lang] = this.#announced.split('>');
    const pair = this.#announced ? { source_lang, target_lang } : {};
    this.#request({ action: 'hello', protocol: PROTOCOL, accepts: accepts(), ...pair } as Hello);
  }

  /** Sends what is waiting. Without a connection it waits for the next one. */
  flush(): void {
    if (this.#ready) this.#run(unsent(this.#store.get().messages));
  }

  /** Marks the message as complete: no more segments follow. */
  finish(message: Message): void {
    if (this.#ready) this.#run(finish(message));
  }

  /** Requests new audio links for a message. Rejects with VoiceExpired, or with an error if there is no
   * connection or no reply. */
  async renewLinks(message: Message): Promise<void> {
    if (!this.#ready) throw new Error('not connected');
    const renewed = this.#linkRenewal.renewed(message);
    this.#resume(message, SEGMENT_END_SEQ - 1);
    await renewed;
  }

  /** Translates a text that is not part of the conversation. Rejects if the service refuses or fails, or
   * after 30 s. */
  async query(query: Query): Promise<QueryResult> {
    if (!this.#ready) throw new Error('not connected');
    const { source, target, ...rest } = query;
    const id = crypto.randomUUID();
    const result = this.#queries.add(id);
    const pair = { source_lang: source, target_lang: target };
    this.#request({ action: 'translate', message_id: id, ...pair, ...rest } as ClientMessage);
    return result;
  }

  /** Sends a request that need not be answered, if there is a connection. */
  sendUnanswered(message: ClientMessage): void {
    if (this.#ready) this.#send(message);
  }

  /** Deletes the conversation at the service; if that fails, it expires there within a day. */
  forget(): void {
    void forgetMe().catch(() => {});
  }

  #run(items: OutboxItem[]): void {
    for (const item of items) {
      const { message } = item;
      if (item.action === 'resume') this.#resume(message);
      else if (item.action === 'translate') void this.#sender.translate(message, item.segment);
      else this.#send({ action: 'finish', message_id: message.id, segments: item.segments });
    }
  }

  #resume(message: Message, after_seq = 0): void {
    if (message.turn) this.#parts.room?.resume(message);
    else this.#request({ action: 'resume', message_id: message.id, after_seq });
  }

  #receive(event: ServerEvent): void {
    this.#heartbeat.received(event);
    if (this.#parts.room?.onEvent(event)) return;
    switch (event.type) {
      case undefined: // API Gateway reports a failed route without naming the message.
        setTimeout(() => this.#run(requestsOnConnect(this.#store.get().messages)), FAILED_RETRY_MS);
        return;
      case 'ready':
        this.#onReady(event.data);
        if (!this.#greeted) this.#parts.room?.onReady();
        this.#greeted = true;
        this.#run(requestsOnConnect(this.#store.get().messages));
        return;
      case 'upload_ready':
        this.#sender.uploadReady(event.data);
        return;
      case 'more_to_resume':
        this.#request({ action: 'resume', ...event.data });
        return;
      case 'partial_result':
        this.#parts.onCaption?.(event.data);
        return;
      case 'partial_translation':
        this.#parts.onCaptionTranslated?.(event.data);
        return;
      case 'pong':
      case 'going_away': // Handled by the heartbeat.
        return;
      case 'room':
      case 'room_update':
      case 'room_left':
      case 'room_resumed': // A conversation of two on one screen is no room.
        return;
      case 'error':
        if (isFlowEvent(event)) break;
        if (typeof event.data.revision !== 'number') this.#refused(event.data);
        return;
    }
    if (this.#queries.receive(event)) return;
    this.#store.dispatch({ type: 'event_received', event });
    this.#linkRenewal.received(event);
    this.#parts.onEvent(event);
  }

  /** Sends hello again if the pair of the conversation was not known before. */
  #onReady(ready: Ready): void {
    this.#store.dispatch({ type: 'ready', ready, preferred: navigator.languages });
    const pair = this.#pair();
    if (pair && pair !== this.#announced) this.hello();
  }

  /** The pair of the conversation, or an empty string if the service does not have it. */
  #pair(): string {
    const { offers, settings } = this.#store.get();
    const [source, target] = settings.languages;
    return isAvailable(offers, source, target) ? `${source}>${target}` : '';
  }

  #refused(refusal: RequestError): void {
    if (this.#queries.receive({ type: 'error', data: refusal })) return;
    const message = this.#store.get().messages.find(({ id }) => id === refusal.message_id);
    if (!message) return;
    if (refusal.code === 'message_unknown' || refusal.code === 'message_not_yours') {
      this.#linkRenewal.unknown(message.id);
      if (!isFinished(message)) this.#restart(message, refusal.code === 'message_not_yours');
    } else if (refusal.segment !== null) this.#sender.refused(message, refusal.segment, refusal);
  }

  /** Sends all segments again if their recordings are still here: the service does not know the message,
   * or it belongs to another session. */
  #restart(message: Message, newId: boolean): void {
    const { key, id } = message;
    const segments = segmentsOf(message);
    const lost = segments.filter(([n]) => !this.#parts.recordings.get(key, n));
    for (const [n, segment] of lost) if (!isEnded(segment)) this.#markLost(message, n);
    if (lost.length > 0) return;
    const wasAccepted = segments.some(([, segment]) => isAccepted(segment));
    this.#store.dispatch({
      type: 'message_restarted',
      key,
      id: wasAccepted || newId ? crypto.randomUUID() : id,
    });
    this.#parts.onRestart(key);
    this.#run(requestsOnConnect(this.#store.get().messages.filter((other) => other.key === key)));
  }

  /** Marks a segment as failed: the service will not report its end. */
  #markLost(message: Message, segment: number): void {
    const about = { message_id: message.id, segment, seq: SEGMENT_END_SEQ, elapsed_ms: 0 };
    const reason = {
      code: 'message_unknown',
      stage: 'received',
      message: '',
      retryable: false,
    } as const;
    this.#receive({ type: 'error', data: { ...about, ...reason, last: false } });
  }

  /** Opens another connection, as the user of the current session secret. */
  reconnect(): void {
    this.#socket.reconnect();
  }

  /** Sends a request about the room. Without a connection it is dropped. */
  requestRoom(message: ClientMessage): void {
    this.#request(message);
  }

  /** Sends a request that is always answered. */
  #request(message: ClientMessage): void {
    this.#send(message);
    this.#heartbeat.expectReply();
  }

  #send(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
