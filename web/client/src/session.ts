import ReconnectingWebSocket from 'partysocket/ws';
import { accepts } from './accepts.ts';
import { Unreachable } from './errors.ts';
import { Heartbeat } from './heartbeat.ts';
import { LinkRenewal } from './linkRenewal.ts';
import {
  isAccepted,
  isEnded,
  isFinished,
  isFlowEvent,
  type MessageState,
  type SegmentEvent,
  segmentsOf,
} from './messages.ts';
import { finish, type OutboxItem, requestsOnConnect, unsent } from './outbox.ts';
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
  type TranslationComplete,
} from './protocol.ts';
import { Queries, type Query } from './queries.ts';
import type { Recording } from './recording.ts';
import { Sender, type TranslateOptions } from './sender.ts';
import type { Service } from './service.ts';

const BACKOFF = {
  minReconnectionDelay: 300,
  maxReconnectionDelay: 6000,
  reconnectionDelayGrowFactor: 1.6,
  connectionTimeout: 8000,
  minUptime: 3000,
  maxEnqueuedMessages: 0,
};
const FAILED_RETRY_MS = 800;
const OPEN = 1;

/** A WebSocket class, as browsers and Node 22 have it, or the npm package `ws`. */
export type WebSocketClass = new (url: string, protocols?: string | string[]) => object;

/** What was recognised, or translated, of a segment that is still being spoken. */
export type CaptionEvent =
  | { type: 'partial_result'; data: PartialResult }
  | { type: 'partial_translation'; data: PartialTranslation };

export interface SessionParts<M extends MessageState> {
  service: Service;
  /** The messages as they are now. */
  messages: () => readonly M[];
  /** The recording of a segment, while it may have to be sent; null if there is none. */
  recording: (message: M, segment: number) => Recording | null;
  options: (message: M) => TranslateOptions;
  /** The source and target language to announce, so that the service can warm up; null if there is none. */
  pair: () => readonly [string, string] | null;
  /** Called when the service is ready for requests. */
  onReady: (ready: Ready) => void;
  /** Called when a connection is lost, or cannot be opened; `error` says why if that is known. */
  onLost: (error: Error | null) => void;
  /** Called when the device goes online or offline. */
  onOnline?: (online: boolean) => void;
  /** Called before a segment is sent. */
  onSent: (message: M, segment: number) => void;
  /** Called when a message starts over: it is to have this id, and no segment of it is sent. */
  onRestart: (message: M, id: string) => void;
  /** Called with each event of a message, and with the refusal of a segment. */
  onEvent: (event: SegmentEvent) => void;
  /** Called with captions of a segment that is being spoken. */
  onCaption?: (event: CaptionEvent) => void;
  /** Called with a refusal that concerns no segment. */
  onRefused?: (refusal: RequestError) => void;
  /** In a room. */
  room?: RoomHandler<M>;
  webSocket?: WebSocketClass | undefined;
}

/** What a room needs of the connection. */
export interface RoomHandler<M extends MessageState> {
  /** Called when requests can be sent: after each connection. */
  onReady: () => void;
  /** Takes an event of the room or of a turn. Returns whether nothing else is to be done with it. */
  onEvent: (event: ServerEvent) => boolean;
  /** Requests the events of a message that may have been missed. */
  resume: (message: M) => void;
}

/** The connection to the service. It reconnects by itself and resumes what was missed. The program that
 * uses it keeps the messages. */
export class Session<M extends MessageState = MessageState> {
  #parts: SessionParts<M>;
  #socket: ReconnectingWebSocket;
  #heartbeat: Heartbeat<M>;
  #sender: Sender<M>;
  #linkRenewal = new LinkRenewal();
  #queries = new Queries();
  #ready: Ready | null = null;
  /** Whether this connection has had its first `ready`; a second hello gives another. */
  #greeted = false;
  /** The pair sent with the last hello. */
  #announced = '';

  constructor(parts: SessionParts<M>) {
    this.#parts = parts;
    const { messages, webSocket } = parts;
    let failure: Error | null = null;
    const url = () =>
      parts.service.socketUrl().catch((error: Error) => {
        failure = error;
        throw error;
      });
    const options = webSocket ? { ...BACKOFF, WebSocket: webSocket } : BACKOFF;
    this.#socket = new ReconnectingWebSocket(url, [], options);
    this.#heartbeat = new Heartbeat<M>({
      messages,
      reconnect: () => this.#socket.reconnect(),
      ping: () => this.#send({ action: 'ping' }),
      resume: (message) => this.#resume(message),
      onOnline: parts.onOnline,
    });
    this.#sender = new Sender<M>({
      ...parts,
      ready: () => this.#ready !== null,
      limitBytes: () => this.#ready?.limits.message_bytes,
      request: (message) => this.#request(message),
    });
    this.#socket.addEventListener('open', () => {
      this.#heartbeat.opened();
      this.#greeted = false;
      this.hello();
    });
    const lost = () => {
      this.#ready = null;
      this.#heartbeat.closed();
      this.#sender.disconnected();
      parts.onLost(failure);
      failure = null;
    };
    this.#socket.addEventListener('close', lost);
    this.#socket.addEventListener('error', lost);
    this.#socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
  }

  /** Announces the languages of the conversation. */
  hello(): void {
    if (this.#socket.readyState !== OPEN) return;
    const pair = this.#parts.pair();
    this.#announced = String(pair);
    const languages = pair ? { source_lang: pair[0], target_lang: pair[1] } : {};
    const hello: Hello = { action: 'hello', protocol: PROTOCOL, accepts: accepts(), ...languages };
    this.#request(hello);
  }

  /** Sends what is waiting. Without a connection it waits for the next one. */
  flush(): void {
    if (this.#ready) this.#run(unsent(this.#parts.messages()));
  }

  /** Marks the message as complete: no more segments follow. */
  finish(message: M): void {
    if (this.#ready) this.#run(finish(message));
  }

  /** Requests new audio links for a message. Rejects with VoiceExpired, Unreachable. */
  async renewLinks(message: M): Promise<void> {
    if (!this.#ready) throw new Unreachable('The connection is lost.');
    const renewed = this.#linkRenewal.renewed(message);
    this.#resume(message, SEGMENT_END_SEQ - 1);
    await renewed;
  }

  /** Translates a text that is not part of the conversation. Rejects with Refused, or with Unreachable
   * after 30 s. */
  async query(query: Query): Promise<TranslationComplete> {
    if (!this.#ready) throw new Unreachable('The connection is lost.');
    const { source, target, ...rest } = query;
    const id = crypto.randomUUID();
    const result = this.#queries.add(id);
    const pair = { source_lang: source, target_lang: target };
    this.#request({ action: 'translate', message_id: id, ...pair, ...rest });
    return result;
  }

  /** Requests every event of a message that was sent before. */
  resume(id: string): void {
    if (this.#ready) this.#request({ action: 'resume', message_id: id });
  }

  /** Sends a segment that may have ended, so that it is recognised in advance. If it has ended, its
   * message is to have the same recording. */
  sendTentatively(message: M, segment: number, audio: Recording): void {
    if (!this.#ready?.captions || message.turn) return;
    const request = this.#sender.tentative(message, segment, audio);
    if (request) this.#send(request);
  }

  /** Sends a request that need not be answered, if there is a connection. */
  sendUnanswered(message: ClientMessage): void {
    if (this.#ready) this.#send(message);
  }

  #run(items: OutboxItem<M>[]): void {
    for (const item of items) {
      const { message } = item;
      if (item.action === 'resume') this.#resume(message);
      else if (item.action === 'translate') void this.#sender.translate(message, item.segment);
      else this.#send({ action: 'finish', message_id: message.id, segments: item.segments });
    }
  }

  #resume(message: M, after_seq = 0): void {
    if (message.turn) this.#parts.room?.resume(message);
    else this.#request({ action: 'resume', message_id: message.id, after_seq });
  }

  #receive(event: ServerEvent): void {
    this.#heartbeat.received(event);
    if (this.#parts.room?.onEvent(event)) return;
    switch (event.type) {
      case undefined: // API Gateway reports a failed route without naming the message.
        setTimeout(() => this.#run(requestsOnConnect(this.#parts.messages())), FAILED_RETRY_MS);
        return;
      case 'ready':
        this.#onReady(event.data);
        return;
      case 'upload_ready':
        this.#sender.uploadReady(event.data);
        return;
      case 'more_to_resume':
        this.#request({ action: 'resume', ...event.data });
        return;
      case 'partial_result':
      case 'partial_translation':
        this.#parts.onCaption?.(event);
        return;
      case 'pong':
      case 'going_away': // Handled by the heartbeat.
        return;
      case 'room':
      case 'room_update':
      case 'room_left':
      case 'room_resumed': // Outside of a room.
        return;
      case 'error':
        if (isFlowEvent(event)) break;
        if (typeof event.data.revision !== 'number' && !event.data.tentative)
          this.#refused(event.data);
        return;
    }
    if (this.#queries.receive(event)) return;
    this.#parts.onEvent(event);
    this.#linkRenewal.received(event);
  }

  /** Sends hello again if the pair of the conversation was not known before. */
  #onReady(ready: Ready): void {
    this.#ready = ready;
    this.#parts.onReady(ready);
    const pair = this.#parts.pair();
    if (pair && String(pair) !== this.#announced) this.hello();
    if (!this.#greeted) this.#parts.room?.onReady();
    this.#greeted = true;
    this.#run(requestsOnConnect(this.#parts.messages()));
  }

  #refused(refusal: RequestError): void {
    if (this.#queries.receive({ type: 'error', data: refusal })) return;
    const message = this.#parts.messages().find(({ id }) => id === refusal.message_id);
    if (!message) this.#parts.onRefused?.(refusal);
    else if (refusal.code === 'message_unknown' || refusal.code === 'message_not_yours') {
      this.#linkRenewal.unknown(message.id);
      if (isFinished(message)) this.#parts.onRefused?.(refusal);
      else this.#restart(message, refusal.code === 'message_not_yours');
    } else if (refusal.segment !== null) this.#sender.refused(message, refusal.segment, refusal);
    else this.#parts.onRefused?.(refusal);
  }

  /** Sends all segments again if their recordings are still here: the service does not know the message,
   * or it belongs to another session. */
  #restart(message: M, newId: boolean): void {
    const segments = segmentsOf(message);
    const lost = segments.filter(
      ([n, segment]) => segment.text === undefined && !this.#parts.recording(message, n),
    );
    for (const [n, segment] of lost) if (!isEnded(segment)) this.#markLost(message, n);
    if (lost.length > 0) return;
    const wasAccepted = segments.some(([, segment]) => isAccepted(segment));
    const id = wasAccepted || newId ? crypto.randomUUID() : message.id;
    this.#parts.onRestart(message, id);
    this.#run(requestsOnConnect(this.#parts.messages().filter((other) => other.id === id)));
  }

  /** Marks a segment as failed: the service will not report its end. */
  #markLost(message: M, segment: number): void {
    const about = { message_id: message.id, segment, seq: SEGMENT_END_SEQ, elapsed_ms: 0 };
    const reason = {
      code: 'message_unknown',
      stage: 'received',
      message: '',
      retryable: false,
    } as const;
    this.#receive({ type: 'error', data: { ...about, ...reason, last: false } });
  }

  /** Opens another connection, as who the service's credentials name now. */
  reconnect(): void {
    this.#socket.reconnect();
  }

  /** Closes the connection for good. */
  close(): void {
    this.#heartbeat.stop();
    this.#socket.close();
  }

  /** Sends a request about the room. Without a connection it is dropped. */
  requestRoom(message: ClientMessage): void {
    if (this.#ready) this.#request(message);
  }

  /** Sends a request that is always answered. */
  #request(message: ClientMessage): void {
    this.#send(message);
    this.#heartbeat.expectReply();
  }

  #send(message: ClientMessage): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }
}
