import { AudioFetcher, newestLink } from './audioFetcher.ts';
import { CaptionPace, hasWords } from './captionPace.ts';
import { DragomanError, Refused, Unreachable } from './errors.ts';
import { Message, type MessageOptions, type MessageParts, type Place } from './message.ts';
import { isFinished, type SegmentEvent } from './messages.ts';
import {
  MESSAGE_LIMIT_BYTES,
  type Ready,
  type RequestError,
  type ServerEvent,
} from './protocol.ts';
import { toRecording } from './recording.ts';
import { Room } from './room.ts';
import type { RoomEntry } from './roomConnection.ts';
import { type Credentials, type ExportOptions, Service, type ServiceConfig } from './service.ts';
import { type CaptionEvent, Session, type WebSocketClass } from './session.ts';

const IDLE_TIMEOUT_MS = 60_000;
const RETRY_AFTER_MS = 2000;
/** Ended messages whose links can be renewed. */
const MAX_ENDED = 200;

export interface ConnectOptions extends Credentials {
  /** The language of messages that name none, or `auto`. */
  source?: string;
  /** The language into which messages are translated that name none. */
  target?: string;
  /** Limits the wait for the connection and for each event, in milliseconds. */
  idleTimeout_ms?: number;
  /** A WebSocket class, where there is none as in Node 20: that of the package `ws`. */
  webSocket?: WebSocketClass;
}

/** Speech to send: an encoded recording, a text, or the encoded recordings of segments as they are
 * spoken. */
export type Speech = Blob | string | AsyncIterable<Blob> | Iterable<Blob>;

export interface RoomOptions {
  /** Whether the participant reads and hears no voices. */
  captions_only?: boolean;
}

/** Connects to a service. `service` is the address of its web app, or of a WebSocket that carries a ticket,
 * or all of its addresses. Rejects with Refused, Unreachable. */
export async function connect(
  service: string | ServiceConfig | Service,
  options: ConnectOptions = {},
): Promise<Dragoman> {
  const { token, session } = options;
  const credentials = { ...(token !== undefined && { token }), ...(session && { session }) };
  const to = service instanceof Service ? service : new Service(service, credentials);
  const dragoman = new Dragoman(to, options);
  try {
    await dragoman.opened;
  } catch (error) {
    dragoman.close();
    throw error;
  }
  return dragoman;
}

/** A connection of one speaker. It reconnects when it is lost, resumes unfinished messages and delivers
 * every event once. Several messages may be under way at a time. Close it in the end. */
export class Dragoman {
  readonly service: Service;
  /** @internal Resolves when the service is ready. */
  readonly opened: Promise<void>;
  #options: ConnectOptions;
  #session: Session<Message>;
  #ready: Ready | null = null;
  #settle: (error?: Error) => void = () => {};
  #messages = new Set<Message>();
  #room: Room | null = null;
  #fetcher = new AudioFetcher((link) => this.renewLink(link));
  #captions = new CaptionPace();
  #captioned = '';
  #closed = false;

  /** @internal Use `connect`. */
  constructor(service: Service, options: ConnectOptions) {
    const { source, target, webSocket } = options;
    this.service = service;
    this.#options = options;
    this.opened = this.#opening(options.idleTimeout_ms ?? IDLE_TIMEOUT_MS);
    this.#session = new Session<Message>({
      service,
      webSocket,
      messages: () => [...this.#messages],
      recording: (message, segment) => message.recording(segment),
      options: (message) => message.options,
      pair: () => (source && target ? [source, target] : null),
      onReady: (ready) => this.#onReady(ready),
      onLost: (error) => this.#onLost(error),
      onSent: (message, segment) => message.sent(segment),
      onRestart: (message, id) => message.restart(id),
      onEvent: (event) => this.#receive(event),
      onCaption: (event) => this.#onCaption(event),
      onRefused: (refusal) => this.#onRefused(refusal),
      room: {
        onReady: () => this.#room?.connection.onReady(),
        onEvent: (event: ServerEvent) => this.#room?.connection.onEvent(event) ?? false,
        resume: (message) => this.#room?.connection.resume(message),
      },
    });
  }

  /** The languages, voices and limits of the service. */
  get ready(): Ready {
    if (!this.#ready) throw new DragomanError('The service is not ready.');
    return this.#ready;
  }

  /** Sends a message. Iterate what is returned for its events, or await its `result()`. */
  translate(speech: Speech, options: MessageOptions = {}): Message {
    return this.#translate(speech, options, {});
  }

  /** A message whose segments are sent one by one, with captions while each is spoken. */
  message(options: MessageOptions = {}): Message {
    return this.#add(options, {});
  }

  /** Every event of a message that this speaker sent before, with new links. */
  resume(message_id: string): Message {
    const message = this.#add({}, { earlierId: message_id });
    this.#session.resume(message_id);
    return message;
  }

  /** Opens a room, as its host. A language that everyone only reads (`captions_only`) is not spoken. Rejects
   * with Refused, Unreachable. */
  openRoom(name: string, language: string, options: RoomOptions = {}): Promise<Room> {
    return this.#enter({ action: 'open_room', name, language, ...options });
  }

  /** Joins a room by its id or by its code, or comes back to one's place in it. Rejects with Refused,
   * Unreachable. */
  joinRoom(
    to: { room_id: string } | { code: string },
    name: string,
    language: string,
    options: RoomOptions = {},
  ): Promise<Room> {
    return this.#enter({ action: 'join_room', ...to, name, language, ...options });
  }

  /** Comes back to one's place in a room. The turns after `after` are repeated. Rejects with Refused,
   * Unreachable. */
  resumeRoom(room_id: string, after = 0): Promise<Room> {
    return this.#enter({ action: 'resume_room', room_id, after });
  }

  /** The texts of messages with their times. Rejects with Refused, Unreachable. */
  export(message_ids: readonly string[], options: ExportOptions = {}): Promise<Blob> {
    return this.service.export(message_ids, options);
  }

  /** Downloads the audio of a link. A link that has expired is renewed. Rejects with VoiceExpired,
   * DragomanError. */
  fetch(link: string): Promise<Blob> {
    return this.#fetcher.fetch(link);
  }

  /** A new link to the same audio. Rejects with VoiceExpired, Unreachable. */
  async renewLink(link: string): Promise<string> {
    const message = [...this.#messages].find((one) => newestLink(one, link));
    if (!message) throw new DragomanError('No message of this connection has the link.');
    await this.#session.renewLinks(message);
    return newestLink(message, link) ?? link;
  }

  /** Deletes everything that the service stores of this speaker. Rejects with Refused, Unreachable. */
  forget(): Promise<void> {
    return this.service.forget();
  }

  /** Closes the connection. Messages without an end fail with Unreachable. */
  close(): void {
    this.#end(new Unreachable('The connection was closed.'));
  }

  #end(error: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#settle(error);
    this.#room?.end(error);
    for (const message of this.#messages) if (!message.ended) message.fail(error);
    this.#session.close();
  }

  #opening(timeout_ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Unreachable('The service does not respond.'));
      const timer = setTimeout(fail, timeout_ms);
      this.#settle = (error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
    });
  }

  #onReady(ready: Ready): void {
    const again = this.#ready !== null;
    this.#ready = ready;
    this.#settle();
    if (!again) return;
    for (const message of this.#messages) {
      if (message.ended) continue;
      message.missed = true;
      // Its segments have ended here, but the end of the message has not arrived.
      if (!message.open && isFinished(message)) {
        this.#session.finish(message);
        this.#session.resume(message.id);
      }
    }
  }

  /** The first connection has to succeed. Later the session retries, unless the speaker is refused. */
  #onLost(error: Error | null): void {
    const refused = error instanceof Refused && !error.retryable;
    if (refused || !this.#ready)
      this.#end(error ?? new Unreachable('The service accepts no connection.'));
  }

  #onRefused(refusal: RequestError): void {
    const { message_id, retryable, retry_after_ms } = refusal;
    const message = this.#find(message_id);
    if (!message) {
      if (!this.#ready) this.#end(new Refused(refusal));
    } else if (!message.ended && retryable)
      setTimeout(() => this.#session.resume(message.id), retry_after_ms ?? RETRY_AFTER_MS);
    else message.refuse(refusal);
  }

  #receive(event: SegmentEvent): void {
    const message = this.#find(event.data.message_id);
    if (message?.receive(event)) this.#room?.receive(message, event);
  }

  #onCaption(event: CaptionEvent): void {
    const { message_id, segment, revision } = event.data;
    if (event.type === 'partial_result' && `${message_id}/${segment}` === this.#captioned)
      this.#captions.answer(revision, hasWords(event.data));
    this.#find(event.data.message_id)?.caption(event);
  }

  async #partial(message: Message, segment: number, blob: Blob, begin_ms: number): Promise<void> {
    const name = `${message.id}/${segment}`;
    if (name !== this.#captioned) this.#captions.begin();
    this.#captioned = name;
    if (!this.ready.captions || !this.#captions.isDue()) return;
    this.#captions.start();
    const { base64 } = await toRecording(blob);
    const { source, target } = message;
    const about = { message_id: message.id, segment, source_lang: source, target_lang: target };
    const revision = this.#captions.next();
    const audio = { begin_ms, audio_data: base64 };
    const request = { action: 'partial' as const, ...about, revision, ...audio };
    if (JSON.stringify(request).length < MESSAGE_LIMIT_BYTES) this.#session.sendUnanswered(request);
  }

  #find(id: string | null): Message | undefined {
    return [...this.#messages].find((message) => message.id === id);
  }

  #translate(speech: Speech, options: MessageOptions, place: Place): Message {
    const message = this.#add(options, place);
    const whole = typeof speech === 'string' || speech instanceof Blob;
    const sent = whole ? message.send(speech, { last: true }) : sendAll(message, speech);
    sent.catch((error: Error) => message.fail(error));
    return message;
  }

  #add(options: MessageOptions, place: Place): Message {
    const { source = 'auto', target = '', idleTimeout_ms = IDLE_TIMEOUT_MS } = this.#options;
    const parts: MessageParts = {
      idleTimeout_ms,
      flush: () => this.#session.flush(),
      finish: (message) => this.#session.finish(message),
      partial: (message, segment, blob, beginMs) => this.#partial(message, segment, blob, beginMs),
      resume: ({ id }) => this.#session.resume(id),
    };
    const message = new Message(parts, { source, target, ...options }, place);
    this.#messages.add(message);
    const ended = [...this.#messages].filter((one) => one.ended && !one.turn);
    for (const one of ended.slice(0, -MAX_ENDED)) this.#messages.delete(one);
    return message;
  }

  async #enter(entry: RoomEntry): Promise<Room> {
    if (this.#room && !this.#room.left) throw new DragomanError('Leave the room before.');
    for (const message of this.#messages) if (message.turn) this.#messages.delete(message);
    const room = new Room({
      messages: () => [...this.#messages].filter((message) => message.turn),
      request: (message) => this.#session.requestRoom(message),
      unanswered: (message) => this.#session.sendUnanswered(message),
      translate: (speech, options, place) => this.#translate(speech, options, place),
      add: (options, place) => this.#add(options, place),
    });
    this.#room = room;
    await room.enter(entry, this.#options.idleTimeout_ms ?? IDLE_TIMEOUT_MS);
    return room;
  }
}

/** Sends each recording as a segment. */
async function sendAll(
  message: Message,
  recordings: AsyncIterable<Blob> | Iterable<Blob>,
): Promise<void> {
  for await (const recording of recordings) {
    if (message.ended) return;
    await message.send(recording);
  }
  message.finish();
}
