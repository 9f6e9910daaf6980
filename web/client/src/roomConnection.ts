import { isFinished, isFlowEvent, type MessageState } from './messages.ts';
import type {
  ClientMessage,
  JoinRoom,
  OpenRoom,
  ProcessingStarted,
  RequestError,
  ResumeRoom,
  RoomInfo,
  RoomLeft,
  RoomResumed,
  RoomUpdate,
  ServerEvent,
} from './protocol.ts';
import type { RoomHandler } from './session.ts';
import { isMissing, latestComplete, turnNumbers } from './turns.ts';

const RETRY_AFTER_MS = 2000;

/** An event about a room as a whole. */
export type RoomEvent =
  | { type: 'room'; data: RoomInfo }
  | { type: 'room_update'; data: RoomUpdate }
  | { type: 'room_left'; data: RoomLeft }
  | { type: 'room_resumed'; data: RoomResumed };

/** A request to enter a room. */
export type RoomEntry = OpenRoom | JoinRoom | ResumeRoom;

export interface RoomParts<M extends MessageState> {
  messages: () => readonly M[];
  /** Sends a request. Without a connection it is dropped. */
  request: (message: ClientMessage) => void;
  /** Called with each event about the room. */
  onRoomEvent: (event: RoomEvent) => void;
  /** Called in the room after each connection. `joined` is true for a new participant, whose messages
   * before this one belong to no room, or to another one. */
  onEntered: (info: RoomInfo, joined: boolean) => void;
  /** Called with a segment that someone speaks, which may be known already. */
  onTurn: (started: ProcessingStarted) => void;
  /** Called with a refusal; `entry` is the request to enter that was refused, if it was one. */
  onRefused: (refusal: RequestError, entry: RoomEntry | null) => void;
}

/** A participant's connection to a room. It enters again after a lost connection, and requests the turns
 * that were missed. */
export class RoomConnection<M extends MessageState = MessageState> implements RoomHandler<M> {
  #parts: RoomParts<M>;
  #room: string | null = null;
  /** The request to enter that the service has not answered yet. */
  #entry: RoomEntry | null = null;
  /** What to do if the place in the room is no more. */
  #otherwise: JoinRoom | null = null;
  /** The turn up to which the service has repeated all there are. */
  #sent = 0;
  /** Where the last turn that may have got lost was noticed. */
  #missedBefore = 0;

  constructor(parts: RoomParts<M>) {
    this.#parts = parts;
  }

  /** Enters with the next connection; null enters nothing. `otherwise` joins if there is no place to resume. */
  prepare(entry: RoomEntry | null, otherwise: JoinRoom | null = null): void {
    this.#entry = entry;
    this.#otherwise = otherwise;
  }

  /** Enters now, or with the next connection. */
  enter(entry: RoomEntry): void {
    this.prepare(entry);
    this.#parts.request(entry);
  }

  /** Takes the place back that another connection has taken. */
  comeBack(room_id: string): void {
    this.enter({ action: 'resume_room', room_id, after: this.#latestComplete() });
  }

  /** Sends a request about the room that this participant is in. */
  request(about: (room_id: string) => ClientMessage): void {
    if (this.#room) this.#parts.request(about(this.#room));
  }

  onReady(): void {
    if (this.#entry) this.#parts.request(this.#entry);
    else this.#resume(this.#latestComplete());
  }

  resume(message: M): void {
    this.#resume((turnNumbers(message)[0] ?? 1) - 1);
  }

  /** Call after an event of a message. A turn that got lost before one that has ended is requested, once. */
  received(message: M): void {
    const ended = isFinished(message) ? (turnNumbers(message)[0] ?? 0) : 0;
    if (ended <= this.#missedBefore) return;
    if (!isMissing(this.#parts.messages(), this.#sent, ended)) return;
    this.#missedBefore = ended;
    this.#resume(this.#latestComplete());
  }

  onEvent(event: ServerEvent): boolean {
    switch (event.type) {
      case 'room':
      case 'room_update':
      case 'room_left':
      case 'room_resumed':
        this.#onRoomEvent(event);
        return true;
      case 'error':
        if (isFlowEvent(event) || event.data.message_id !== null) return false;
        this.#refused(event.data);
        return true;
      case 'processing_started':
        if (event.data.room?.room_id === this.#room) this.#parts.onTurn(event.data);
        return false;
      default:
        return false;
    }
  }

  #latestComplete(): number {
    return latestComplete(this.#parts.messages(), this.#sent);
  }

  #resume(after: number): void {
    this.request((room_id) => ({ action: 'resume_room', room_id, after }));
  }

  #onRoomEvent(event: RoomEvent): void {
    if (event.type === 'room') this.#room = event.data.room_id;
    if (event.type === 'room_left' && event.data.room_id === this.#room) this.#room = null;
    this.#parts.onRoomEvent(event);
    if (event.type === 'room') this.#entered(event.data);
    if (event.type === 'room_resumed') {
      this.#sent = Math.max(this.#sent, event.data.turn);
      if (event.data.more) this.#resume(event.data.turn);
    }
  }

  #entered(info: RoomInfo): void {
    const joined = this.#entry !== null && this.#entry.action !== 'resume_room';
    this.#entry = null;
    this.#otherwise = null;
    if (joined) this.#sent = 0;
    this.#parts.onEntered(info, joined);
    if (joined && info.turn > 0) this.#resume(0); // what was said before can be read
  }

  #refused(refusal: RequestError): void {
    const entry = this.#entry;
    const { code, retryable, retry_after_ms } = refusal;
    const otherwise = this.#otherwise;
    this.prepare(null);
    if (entry?.action === 'join_room' && entry.room_id && code === 'already_in_room')
      this.comeBack(entry.room_id);
    else if (otherwise && code === 'not_in_room') this.enter(otherwise);
    else if (!entry && retryable)
      setTimeout(() => this.#resume(this.#latestComplete()), retry_after_ms ?? RETRY_AFTER_MS);
    else this.#parts.onRefused(refusal, entry);
  }
}
