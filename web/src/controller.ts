import { isFinished, type SegmentEvent, type Session, toRecording } from '@dragoman/client';
import type { Player } from '@dragoman/client/playback';
import { account } from './account/account.ts';
import { openSession } from './connection/openSession.ts';
import { firstLanguages, service } from './connection/service.ts';
import { Checks } from './conversation/checks.ts';
import { Clearing } from './conversation/clearing.ts';
import { Playback } from './playback/playback.ts';
import { Captions } from './record/captions.ts';
import { HandsFree, type SuspectedSegment } from './record/handsFree.ts';
import { Microphone } from './record/microphone.ts';
import { type Direction, PushToTalk } from './record/pushToTalk.ts';
import { languagesFor } from './settings/languages.ts';
import { viewMessage } from './store/messageView.ts';
import { Recordings } from './store/recordings.ts';
import type { RecordedSegment } from './store/reducer.ts';
import type { Message, NoticeCode, Settings, Side } from './store/state.ts';
import type { Store } from './store/store.ts';

/** Certainty of another spoken language from which the app follows it. */
const FOLLOW_LANGUAGE_FROM = 0.8;

/** A segment as it is added to a message. */
type Spoken = Pick<RecordedSegment, 'segment' | 'last' | 'spokenAt' | 'text' | 'shared'>;

/** Everything a user can do, and the parts that do it. */
export class Controller {
  store: Store;
  microphone = new Microphone();
  pushToTalk: PushToTalk;
  handsFree: HandsFree;
  captions: Captions;
  playback: Playback;
  checks: Checks;
  clearing: Clearing;
  #recordings = new Recordings();
  #session: Session<Message>;
  #player: Player;

  constructor(store: Store) {
    this.store = store;
    const notice = (code: NoticeCode, side: Side) => this.notice(code, side);
    this.playback = new Playback({
      store,
      notice,
      renewLinks: (message) => this.#session.renewLinks(message),
      onPlaying: (playing) => {
        store.dispatch({ type: 'playing', playing });
        this.handsFree.setPaused(playing !== null);
      },
    });
    const { player } = this.playback;
    this.#player = player;
    this.captions = new Captions({
      store,
      send: (message) => this.#session.sendUnanswered(message),
    });
    const parts = { store, notice, player, microphone: this.microphone, captions: this.captions };
    this.pushToTalk = new PushToTalk({
      ...parts,
      onRecorded: (direction, blob, spokenAt, key) =>
        this.#submit(direction, blob, key, { segment: 0, last: true, spokenAt }),
    });
    this.handsFree = new HandsFree({
      ...parts,
      direction: (side) => this.#direction(side),
      onSegment: ({ side, recording, key, segment, spokenAt, shared }) =>
        this.#submit(this.#direction(side), recording, key, {
          segment,
          last: false,
          spokenAt,
          ...(shared && { shared }),
        }),
      onSuspectedEnd: (suspected) => void this.#sendTentatively(suspected).catch(() => {}),
      onTurnEnd: (key) => {
        store.dispatch({ type: 'message_closed', key });
        const message = this.#message(key);
        if (message) this.#session.finish(message);
        this.#dropRecordings(key);
      },
    });
    this.#session = openSession({
      store,
      recordings: this.#recordings,
      onEvent: (event) => this.#onEvent(event),
      onCaption: (event) => this.captions.received(event),
      onRestart: (key) => player.restart(key),
    });
    this.checks = new Checks({
      store,
      player,
      notice,
      query: (query) => this.#session.query(query),
    });
    this.clearing = new Clearing(store, this.#recordings, () => {
      void service.forget().catch(() => {}); // it expires within a day
    });
    void firstLanguages().then((languages) => {
      store.dispatch({ type: 'languages_known', languages, preferred: navigator.languages });
    });
  }

  notice(code: NoticeCode, side: Side): void {
    this.store.dispatch({ type: 'notice', notice: { code, side } });
  }

  /** Call at the end of every gesture that may lead to sound: browsers on touch screens allow audio only
   * then. */
  unlockAudio(): void {
    this.#player.unlock();
  }

  /** Listens to what another tab or the system plays, as the speech of the other side. */
  async listenToShared(): Promise<void> {
    this.clearing.finish();
    try {
      const { SharedSound } = await import('./listen/sharedSound.ts');
      await this.handsFree.listenTo(new SharedSound(() => this.handsFree.stop()), 1);
    } catch {
      this.notice('share_failed', 0); // It could not be loaded.
    }
  }

  // --- Messages ---

  startRecording(side: Side): Promise<void> {
    this.clearing.finish();
    this.handsFree.stop(); // It may listen to shared sound.
    return this.pushToTalk.start(this.#direction(side));
  }

  #direction(side: Side): Direction {
    const { languages } = this.store.get().settings;
    return { side, source: languages[side], target: languages[side ? 0 : 1] };
  }

  /** Sends a segment that may have ended. */
  async #sendTentatively({ side, key, segment, recording }: SuspectedSegment): Promise<void> {
    const audio = await toRecording(recording);
    const { source, target } = this.#direction(side);
    const { mode } = this.store.get().settings;
    const first = { key, id: key, side, source, target, mode, segments: {}, open: true };
    this.#session.sendTentatively(this.#message(key) ?? first, segment, audio);
  }

  async #submit(direction: Direction, blob: Blob, key: string, segment: Spoken): Promise<void> {
    this.#recordings.put(key, segment.segment, await toRecording(blob));
    this.#add(direction, key, segment);
  }

  /** Translates a typed text. */
  type(side: Side, text: string): void {
    this.clearing.finish();
    this.#type(this.#direction(side), text);
  }

  /** Replaces a message by a corrected text. */
  correct(key: string, text: string): void {
    const message = this.#message(key);
    if (!message) return;
    this.#player.remove(key);
    this.store.dispatch({ type: 'message_corrected', key });
    this.#type(message, text);
  }

  #type(direction: Direction, text: string): void {
    this.unlockAudio();
    const key = crypto.randomUUID();
    this.#add(direction, key, { segment: 0, last: true, spokenAt: Date.now(), text });
  }

  #add({ side, source, target }: Direction, key: string, segment: Spoken): void {
    const { settings } = this.store.get();
    const message = { key, id: key, side, source, target, mode: settings.mode };
    this.store.dispatch({ type: 'segment_added', segment: { ...message, ...segment } });
    if (this.#isAloud(key)) this.#player.enqueue(key, segment.segment);
    this.#session.flush();
  }

  /** Whether a translation is spoken when it arrives. Of shared sound, only one for the listener. */
  #isAloud(key: string): boolean {
    const { settings } = this.store.get();
    const message = this.#message(key);
    if (!message?.shared) return settings.autoplay;
    return settings.sharedAloud && message.target === settings.languages[0];
  }

  #onEvent(event: SegmentEvent): void {
    const message = this.store.get().messages.find(({ id }) => id === event.data.message_id);
    if (!message || event.data.segment === null || !('seq' in event.data)) return;
    if (event.type === 'stt_result' && this.#followLanguage(message)) return;
    this.#player.onEvent(message.key, event.data.segment, event as never);
    this.#dropRecordings(message.key);
  }

  /** Deletes the recordings of a finished message that will not be sent again. */
  #dropRecordings(key: string): void {
    const message = this.#message(key);
    if (!message || !isFinished(message)) return;
    const view = viewMessage(message);
    // They are needed if the user turns the message around.
    const mayTurn = message.direction === 'followed' || (view.otherLanguage && !message.direction);
    if (mayTurn) return;
    if (view.status === 'done' || !view.problem?.retryable) this.#recordings.drop(message.key);
  }

  #message(key: string): Message | undefined {
    return this.store.get().messages.find((message) => message.key === key);
  }

  /** Sends the same recordings again, as a new message. */
  retry(key: string): void {
    this.#restart(key, () =>
      this.store.dispatch({ type: 'message_restarted', key, id: crypto.randomUUID() }),
    );
  }

  #restart(key: string, dispatch: () => void): void {
    const message = this.#message(key);
    if (!message) return;
    this.#player.remove(key);
    dispatch();
    if (this.#isAloud(key))
      for (const n of Object.keys(message.segments)) this.#player.enqueue(key, Number(n));
    this.#session.flush();
  }

  // --- The spoken language ---

  /** Turns a message around if the other language was spoken. */
  #followLanguage(message: Message): boolean {
    const other = viewMessage(message).otherLanguage;
    const { followLanguage } = this.store.get().settings;
    if (!followLanguage || message.direction || !other) return false;
    if (other.confidence < FOLLOW_LANGUAGE_FROM) return false;
    this.turnAround(message.key, 'followed');
    return true;
  }

  /** Translates the message in the opposite direction. */
  turnAround(key: string, by: 'followed' | 'chosen'): void {
    const id = crypto.randomUUID();
    this.#restart(key, () => this.store.dispatch({ type: 'message_redirected', key, id, by }));
  }

  /** The user confirmed the direction of the message. */
  confirmDirection(key: string): void {
    this.store.dispatch({ type: 'direction_confirmed', key });
    this.#dropRecordings(key);
  }

  /** Shows the back-translation of a message. */
  async check(key: string): Promise<void> {
    const message = this.#message(key);
    if (message) await this.checks.backTranslate(message);
  }

  clear(): void {
    this.#player.stop();
    this.clearing.clear();
  }

  /** Deletes the conversation from this device, and leaves for the page of the provider. */
  async signOut(): Promise<void> {
    this.#player.stop();
    this.clearing.leave();
    await account.signOut();
  }

  // --- Settings ---

  change(settings: Partial<Settings>): void {
    this.store.dispatch({ type: 'settings', settings });
    if (settings.handsFree !== undefined) this.handsFree.stop();
    if (settings.languages) {
      if (!this.store.get().handsFree?.shared) this.handsFree.stop();
      this.#session.hello();
    }
  }

  chooseLanguage(side: Side, language: string): void {
    const { languages } = this.store.get().settings;
    this.change({ languages: languagesFor(languages, side, language) });
  }

  swap(): void {
    const [a, b] = this.store.get().settings.languages;
    this.change({ languages: [b, a] });
  }
}
