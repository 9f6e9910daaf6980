import { adoptSession, sessionSecret } from '../connection/service.ts';
import { settingsStorage, tabStorage } from '../store/browserStorage.ts';

/** Under which the messages of a room are kept for the tab. */
export const MESSAGES_KEY = 'dragoman.room.messages';
const VISIT_KEY = 'dragoman.room.visit';
const PLACE_KEY = 'dragoman.room.place';

/** The room that this tab is in. */
interface Visit {
  room: string;
  /** The latest turn whose voice was played, or did not have to be. */
  heard: number;
}

/** The place of a participant, kept for the browser. */
interface Place extends Visit {
  name: string;
  session: string;
}

/** What is remembered of a participant's place in a room. A reload resumes it. Who closed the tab, or whose
 * phone did, comes back to it under the same name. */
export class RoomVisit {
  /** Voices of later turns are played. */
  #from = 0;
  #visit: Visit | null = tabStorage.read<Visit>(VISIT_KEY);
  #keepsPlace: boolean;

  /** Without `keepsPlace`, nothing outlives the tab. */
  constructor(keepsPlace: boolean) {
    this.#keepsPlace = keepsPlace;
    this.#from = this.#visit?.heard ?? 0;
  }

  /** Whether this tab is in the room, as after a reload. */
  isIn(room: string): boolean {
    return this.#visit?.room === room;
  }

  /** Becomes the participant whom this browser was in the room under this name. False if it was none, or
   * is it already. */
  comeBack(room: string, name: string): boolean {
    const place = settingsStorage.read<Place>(PLACE_KEY);
    if (place?.room !== room || place.name !== name || place.session === sessionSecret())
      return false;
    adoptSession(place.session);
    this.#visit = { room, heard: place.heard };
    this.#from = place.heard;
    return true;
  }

  /** The participant has joined the room after this turn. */
  join(room: string, name: string, turn: number): void {
    this.#visit = { room, heard: turn };
    this.#from = turn;
    this.stay(name);
  }

  /** The participant is in the room. */
  stay(name: string): void {
    tabStorage.set(VISIT_KEY, JSON.stringify(this.#visit));
    const session = sessionSecret();
    if (this.#visit && session && this.#keepsPlace)
      settingsStorage.set(PLACE_KEY, JSON.stringify({ ...this.#visit, name, session }));
  }

  /** Notes a turn. Returns whether its voice is to be played. */
  hear(turn: number, name: string): boolean {
    if (!this.#visit || turn <= this.#from) return false;
    this.#visit = { ...this.#visit, heard: Math.max(this.#visit.heard, turn) };
    this.stay(name);
    return true;
  }

  /** The tab has left the room. The place stays if it was taken by another tab or device. */
  leave(placeStays: boolean): void {
    this.#visit = null;
    tabStorage.remove(VISIT_KEY);
    if (!placeStays) settingsStorage.remove(PLACE_KEY);
  }
}
