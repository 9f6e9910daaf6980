import {
  type ClientMessage,
  isFinished,
  type JoinRoom,
  type LeftReason,
  type ProcessingStarted,
  type RequestError,
  RoomConnection,
  type RoomEntry,
  type RoomInfo,
  type SegmentEvent,
  type Session,
  toRecording,
} from '@dragoman/client';
import { openSession } from '../connection/openSession.ts';
import { firstLanguages, pageUrl } from '../connection/service.ts';
import { Playback } from '../playback/playback.ts';
import { Captions } from '../record/captions.ts';
import { Microphone } from '../record/microphone.ts';
import { type Direction, PushToTalk } from '../record/pushToTalk.ts';
import { Recordings } from '../store/recordings.ts';
import type { Message, NoticeCode } from '../store/state.ts';
import { ReducedState, type Store } from '../store/store.ts';
import { loadPreferences, savePreferences } from './preferences.ts';
import { RoomSound } from './roomSound.ts';
import {
  me,
  OUTSIDE,
  person,
  type RoomAction,
  type RoomPreferences,
  type RoomState,
  reduceRoom,
} from './roomState.ts';
import { RoomVisit } from './roomVisit.ts';

/** Everything a participant can do, and the parts that do it. */
export class RoomController {
  store: Store;
  room: ReducedState<RoomState, RoomAction>;
  microphone = new Microphone();
  pushToTalk: PushToTalk;
  playback: Playback;
  #recordings = new Recordings();
  #session: Session<Message>;
  #connection: RoomConnection<Message>;
  #display: boolean;
  #visit: RoomVisit;
  #sound: RoomSound;

  /** `address` is the room that the page's address names, if it does. A `display` is silent. */
  constructor(store: Store, address: string | null, display: boolean) {
    this.store = store;
    this.#display = display;
    this.#visit = new RoomVisit(!display);
    const preferences = loadPreferences();
    this.room = new ReducedState({ ...OUTSIDE, preferences }, reduceRoom);
    this.playback = new Playback({
      store,
      notice: (code) => this.#notice(code),
      renewLinks: (message) => this.#session.renewLinks(message),
      onPlaying: (playing) => store.dispatch({ type: 'playing', playing }),
    });
    this.#sound = new RoomSound(this.playback.player, this.room);
    const captions = new Captions({
      store,
      send: (message) => this.#session.sendUnanswered(message),
      room: () => this.room.get().room?.room_id ?? null,
    });
    this.pushToTalk = new PushToTalk({
      store,
      captions,
      player: this.#sound.whileRecording(),
      microphone: this.microphone,
      notice: (code) => this.#notice(code),
      onRecorded: (direction, blob, spokenAt, key) => this.#submit(direction, blob, spokenAt, key),
    });
    this.#connection = new RoomConnection<Message>({
      messages: () => store.get().messages,
      request: (message) => this.#session.requestRoom(message),
      onRoomEvent: (event) => {
        this.room.dispatch({ type: 'event', event, now: Date.now() });
        if (event.type === 'room_left') this.#left(event.data.reason);
      },
      onEntered: (info, joined) => this.#entered(info, joined),
      onTurn: (started) => this.#addTurn(started),
      onRefused: (refusal, entry) => this.#refused(refusal, entry),
    });
    this.#session = openSession({
      store,
      recordings: this.#recordings,
      onEvent: (event) => this.#onMessageEvent(event), // one's own voice is not played
      onCaption: (event) => {
        captions.received(event);
        this.room.dispatch({ type: 'caption', event });
      },
      room: this.#connection,
    });
    this.#announceSpeech();
    if (address && this.#visit.isIn(address)) this.comeBack(address);
    void firstLanguages().then((languages) => {
      store.dispatch({ type: 'languages_known', languages, preferred: navigator.languages });
    });
    void pageUrl().then((page) => this.room.dispatch({ type: 'page', page }));
  }

  // --- Entering and leaving ---

  open(name: string, language: string): void {
    this.#introduce(name);
    this.#enter({ action: 'open_room', name, language, captions_only: this.#captionsOnly });
  }

  /** Joins the room, or comes back to the place that this browser has in it under the same name. */
  join(to: { room_id: string } | { code: string }, name: string, language: string): void {
    const captions_only = this.#captionsOnly;
    const join: JoinRoom = { action: 'join_room', ...to, name, language, captions_only };
    this.#introduce(name);
    if ('room_id' in to && this.#visit.comeBack(to.room_id, name)) {
      this.#connection.prepare({ action: 'resume_room', room_id: to.room_id, after: 0 }, join);
      this.room.dispatch({ type: 'entering' });
      this.#session.reconnect(); // as the user who has the place
    } else this.#enter(join);
  }

  /** Takes the place back that another tab or device has taken. */
  comeBack(room_id: string): void {
    this.room.dispatch({ type: 'entering' });
    this.#connection.comeBack(room_id);
  }

  leave(): void {
    this.#request((room_id) => ({ action: 'leave_room', room_id }));
  }

  #introduce(name: string): void {
    this.unlockAudio();
    if (!this.#display) this.prefer({ name });
  }

  #enter(entry: RoomEntry): void {
    this.room.dispatch({ type: 'entering' });
    this.#connection.enter(entry);
  }

  #entered({ room_id, link, turn }: RoomInfo, joined: boolean): void {
    history.replaceState(null, '', link);
    this.#tellCaptionsOnly();
    if (!joined) {
      this.#visit.stay(this.#name);
      return;
    }
    this.#visit.join(room_id, this.#name, turn);
    this.store.dispatch({ type: 'cleared' });
    this.store.dispatch({ type: 'clear_final' });
  }

  get #name(): string {
    return me(this.room.get())?.name ?? '';
  }

  #left(reason: LeftReason): void {
    this.#visit.leave(reason === 'resumed_elsewhere');
    void this.pushToTalk.cancel();
    this.playback.player.stop();
    this.microphone.close();
  }

  #refused({ code }: RequestError, entry: RoomEntry | null): void {
    this.room.dispatch({ type: 'refused', code });
    if (entry?.action === 'resume_room' && code === 'not_in_room') this.#visit.leave(false);
  }

  // --- The host ---

  remove(participant_id: string): void {
    this.#request((room_id) => ({ action: 'remove_participant', room_id, participant_id }));
  }

  lock(locked: boolean): void {
    this.#request((room_id) => ({ action: 'lock_room', room_id, locked }));
  }

  renewCode(): void {
    this.#request((room_id) => ({ action: 'renew_code', room_id }));
  }

  close(): void {
    this.#request((room_id) => ({ action: 'close_room', room_id }));
  }

  // --- Preferences ---

  changeLanguage(language: string): void {
    this.#request((room_id) => ({ action: 'update_participant', room_id, language }));
  }

  prefer(preferences: Partial<RoomPreferences>): void {
    this.room.dispatch({ type: 'preferences', preferences });
    savePreferences(this.room.get().preferences);
    if ('captionsOnly' in preferences) this.#tellCaptionsOnly();
  }

  get #captionsOnly(): boolean {
    return this.#display || this.room.get().preferences.captionsOnly;
  }

  /** Tells the service whether this participant hears voices, unless it knows. */
  #tellCaptionsOnly(): void {
    const captions_only = this.#captionsOnly;
    if (me(this.room.get())?.captions_only === captions_only) return;
    this.#request((room_id) => ({ action: 'update_participant', room_id, captions_only }));
  }

  /** Call at the end of every gesture that may lead to sound. */
  unlockAudio = (): void => this.playback.player.unlock();

  // --- Speaking and hearing ---

  startRecording = async (): Promise<void> => {
    const language = me(this.room.get())?.language;
    if (language) await this.pushToTalk.start({ side: 0, source: language, target: language });
  };

  async #submit({ source }: Direction, blob: Blob, spokenAt: number, key: string): Promise<void> {
    const { room } = this.room.get();
    if (!room) return;
    this.#recordings.put(key, 0, await toRecording(blob));
    const turn = { room: room.room_id, speaker: room.you };
    const message = { key, id: key, side: 0 as const, source, target: source, turn };
    const segment = { segment: 0, last: true, spokenAt, mode: 'streaming' as const };
    this.store.dispatch({ type: 'segment_added', segment: { ...message, ...segment } });
    this.#session.flush();
  }

  /** Sends the same recording again, as a new message. */
  retry(key: string): void {
    this.store.dispatch({ type: 'message_restarted', key, id: crypto.randomUUID() });
    this.#session.flush();
  }

  /** A segment that someone speaks. The own ones are known already, except after a reload. */
  #addTurn(started: ProcessingStarted): void {
    const { message_id, segment, mode, room: turn } = started;
    const { room } = this.room.get();
    if (!room || segment === null || turn?.room_id !== room.room_id) return;
    const known = this.store.get().messages.find(({ id }) => id === message_id);
    if (known?.segments[segment]) return;
    const speaker = person(this.room.get(), turn.participant_id);
    const target = me(this.room.get())?.language ?? '';
    this.store.dispatch({
      type: 'segment_added',
      segment: {
        key: message_id,
        id: message_id,
        side: 1,
        source: speaker?.language ?? target,
        target,
        mode,
        segment,
        last: true,
        spokenAt: started.received_at_ms,
        turn: { room: room.room_id, speaker: turn.participant_id },
      },
    });
    if (turn.participant_id !== room.you) this.#play(message_id, segment, turn.turn);
  }

  /** Plays the voice of a turn that was not played before. */
  #play(key: string, segment: number, turn: number): void {
    if (this.#visit.hear(turn, this.#name) && !this.#captionsOnly)
      this.#sound.play(key, segment, turn);
  }

  #onMessageEvent(event: SegmentEvent): void {
    const message = this.store.get().messages.find(({ id }) => id === event.data.message_id);
    if (!message || event.data.segment === null || !('seq' in event.data)) return;
    this.playback.player.onEvent(message.key, event.data.segment, event as never);
    if (!isFinished(message)) return;
    this.#recordings.drop(message.key);
    this.#connection.received(message);
  }

  /** Tells the others while this participant speaks. */
  #announceSpeech(): void {
    let told = false;
    this.store.subscribe(() => {
      const speaking = this.store.get().recording?.phase === 'recording';
      if (speaking === told) return;
      told = speaking;
      const { room } = this.room.get();
      if (room)
        this.#session.sendUnanswered({ action: 'speaking', room_id: room.room_id, speaking });
    });
  }

  #notice(code: NoticeCode): void {
    this.store.dispatch({ type: 'notice', notice: { code, side: 0 } });
  }

  /** Sends a request about the room this participant is in. */
  #request(about: (room_id: string) => ClientMessage): void {
    this.#connection.request(about);
  }
}
