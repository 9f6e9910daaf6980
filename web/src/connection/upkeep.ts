import type { ServerEvent } from '../protocol.ts';
import { accepted, finished, segmentsOf } from '../store/flow.ts';
import type { Message } from '../store/state.ts';
import type { Store } from '../store/store.ts';

/** The gateway hangs up after ten silent minutes and after two hours. */
const PING_EVERY_MS = 4 * 60_000;
const RENEW_AFTER_MS = 110 * 60_000;
const RENEW_AT_LATEST_MS = 118 * 60_000;
const ANSWER_WITHIN_MS = 12_000;
const STALLED_AFTER_MS = 15_000;
const LOOK_EVERY_MS = 5000;

interface Means {
  reconnect: () => void;
  ping: () => void;
  resume: (message: Message) => void;
}

/** Keeps the connection young and awake, and notices when it only seems to be there. */
export class Upkeep {
  #store: Store;
  #means: Means;
  #openedAt = 0;
  #heardAt = 0;
  #renewAt = Number.POSITIVE_INFINITY;
  #unanswered: ReturnType<typeof setTimeout> | undefined;
  #open = false;

  constructor(store: Store, means: Means) {
    this.#store = store;
    this.#means = means;
    setInterval(() => this.#look(), LOOK_EVERY_MS);
    // A connection over the network of before is dead, or seems alive for long. Whether there is one
    // over the network of now (or none: the service may be on this very machine) is found by trying.
    const changed = () => {
      store.dispatch({ type: 'online', online: navigator.onLine });
      means.reconnect();
    };
    addEventListener('online', changed);
    addEventListener('offline', changed);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#prove();
    });
  }

  opened(): void {
    this.#open = true;
    this.#openedAt = this.#heardAt = Date.now();
    this.#renewAt = this.#openedAt + RENEW_AFTER_MS;
  }

  closed(): void {
    this.#open = false;
    this.#answered();
  }

  heard(event: ServerEvent): void {
    this.#heardAt = Date.now();
    this.#answered();
    if (event.type === 'going_away') this.#renewAt = Math.min(this.#renewAt, Date.now());
  }

  /** Something was said that is always answered: silence now means that nobody is there. */
  expectAnswer(): void {
    this.#unanswered ??= setTimeout(() => {
      this.#unanswered = undefined;
      this.#means.reconnect();
    }, ANSWER_WITHIN_MS);
  }

  #answered(): void {
    clearTimeout(this.#unanswered);
    this.#unanswered = undefined;
  }

  /** After a pause of the device: is the connection still one? */
  #prove(): void {
    if (!this.#open) this.#means.reconnect();
    else {
      this.#means.ping();
      this.expectAnswer();
    }
  }

  #look(): void {
    if (!this.#open) return;
    const now = Date.now();
    const busy = this.#store.get().messages.filter((message) => !finished(message));
    if (now > this.#openedAt + RENEW_AT_LATEST_MS || (now > this.#renewAt && busy.length === 0))
      this.#means.reconnect();
    else if (now - this.#heardAt > PING_EVERY_MS) this.#prove();
    else if (now - this.#heardAt > STALLED_AFTER_MS) {
      const stalled = busy.filter((message) => segmentsOf(message).some(([, s]) => accepted(s)));
      for (const message of stalled) this.#means.resume(message);
    }
  }
}
