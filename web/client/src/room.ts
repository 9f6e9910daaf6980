import type { Speech } from './dragoman.ts';
import { DragomanError, Refused, Unreachable } from './errors.ts';
import { EventLog } from './eventLog.ts';
import type { Message, MessageOptions, Place } from './message.ts';
import type { SegmentEvent } from './messages.ts';
import type { ClientMessage, ProcessingStarted, RoomInfo } from './protocol.ts';
import { RoomConnection, type RoomEntry, type RoomEvent } from './roomConnection.ts';

interface Parts {
  /** The messages of the room. */
  messages: () => readonly Message[];
  request: (message: ClientMessage) => void;
  unanswered: (message: ClientMessage) => void;
  translate: (speech: Speech, options: MessageOptions, place: Place) => Message;
  /** Adds a message that another participant speaks. */
  add: (options: MessageOptions, place: Place) => Message;
}

/** A participant's place in a room. Iterate it for the events of the room and of everyone's turns, in the
 * order of arrival; the iteration ends when the participant has left. */
export class Room implements AsyncIterable<RoomEvent | SegmentEvent> {
  /** @internal */
  readonly connection: RoomConnection<Message>;
  #parts: Parts;
  #info: RoomInfo | null = null;
  #log = new EventLog<RoomEvent | SegmentEvent>();
  #entered: (error?: Error) => void = () => {};

  /** @internal */
  constructor(parts: Parts) {
    this.#parts = parts;
    this.connection = new RoomConnection<Message>({
      messages: parts.messages,
      request: parts.request,
      onRoomEvent: (event) => this.#onRoomEvent(event),
      onEntered: () => this.#entered(),
      onTurn: (started) => this.#onTurn(started),
      onRefused: (refusal, entry) => {
        if (entry) this.end(new Refused(refusal));
        else this.#log.push({ type: 'error', data: refusal });
      },
    });
  }

  /** The room as it was last reported. */
  get info(): RoomInfo {
    if (!this.#info) throw new DragomanError('The room was not entered.');
    return this.#info;
  }

  /** Whether the participant has left, or was removed. */
  get left(): boolean {
    return this.#log.ended;
  }

  /** Speaks into the room. The language is that of the participant unless `options` name another, or
   * `auto`. */
  translate(speech: Speech, options: MessageOptions = {}): Message {
    const { participants, you, room_id } = this.info;
    const me = participants.find(({ participant_id }) => participant_id === you);
    return this.#parts.translate(
      speech,
      { source: me?.language ?? 'auto', target: '', ...options },
      { room: room_id },
    );
  }

  /** Tells the others that this participant begins or stops to speak. */
  speaking(speaking: boolean): void {
    if (!this.left)
      this.#parts.unanswered({ action: 'speaking', room_id: this.info.room_id, speaking });
  }

  /** Changes the name or the language of this participant, or whether it only reads, from the next turn on. */
  update(changes: { name?: string; language?: string; captions_only?: boolean }): void {
    this.connection.request((room_id) => ({ action: 'update_participant', room_id, ...changes }));
  }

  leave(): void {
    this.connection.request((room_id) => ({ action: 'leave_room', room_id }));
  }

  /** For the host. */
  remove(participant_id: string): void {
    this.connection.request((room_id) => ({
      action: 'remove_participant',
      room_id,
      participant_id,
    }));
  }

  /** For the host: nobody can join a locked room. */
  lock(locked = true): void {
    this.connection.request((room_id) => ({ action: 'lock_room', room_id, locked }));
  }

  /** For the host: replaces the code by which others join. */
  renewCode(): void {
    this.connection.request((room_id) => ({ action: 'renew_code', room_id }));
  }

  /** For the host: closes the room for everyone. */
  close(): void {
    this.connection.request((room_id) => ({ action: 'close_room', room_id }));
  }

  [Symbol.asyncIterator](): AsyncIterator<RoomEvent | SegmentEvent> {
    return this.#log[Symbol.asyncIterator]();
  }

  /** @internal Rejects with Refused, Unreachable. */
  async enter(entry: RoomEntry, timeout_ms: number): Promise<void> {
    const entered = new Promise<void>((resolve, reject) => {
      const fail = () => this.end(new Unreachable('The room did not answer.'));
      const timer = setTimeout(fail, timeout_ms);
      this.#entered = (error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
    });
    this.connection.enter(entry);
    await entered;
  }

  /** @internal */
  receive(message: Message, event: SegmentEvent): void {
    if (!message.turn) return;
    this.#log.push(event);
    this.connection.received(message);
  }

  /** @internal */
  end(error: Error | null = null): void {
    this.#log.end(error);
    if (error) this.#entered(error);
  }

  #onRoomEvent(event: RoomEvent): void {
    if (event.type === 'room') this.#info = event.data;
    if (event.type === 'room_update' && this.#info && event.data.revision >= this.#info.revision) {
      const { change, participant_id, ...info } = event.data;
      this.#info = { ...info, you: this.#info.you };
    }
    this.#log.push(event);
    if (event.type === 'room_left' && event.data.room_id === this.#info?.room_id) this.end();
  }

  #onTurn({ message_id, mode, room }: ProcessingStarted): void {
    if (!room || this.#parts.messages().some(({ id }) => id === message_id)) return;
    const { participants, you } = this.info;
    const language = (id: string) =>
      participants.find(({ participant_id }) => participant_id === id)?.language ?? '';
    const pair = { source: language(room.participant_id), target: language(you), mode };
    this.#parts.add(pair, { room: room.room_id, earlierId: message_id });
  }
}
