import type { ServerEvent } from '../protocol.ts';
import { isAccepted, isFinished, segmentsOf } from '../store/flow.ts';
import type { Message } from '../store/state.ts';
import type { Store } from '../store/store.ts';

/** API Gateway closes connections after 10 idle minutes and after 2 hours. */
const PING_EVERY_MS = 4 * 60_000;
const RENEW_AFTER_MS = 110 * 60_000;
const RENEW_BUSY_AFTER_MS = 118 * 60_000;
const REPLY_TIMEOUT_MS = 12_000;
const STALLED_AFTER_MS = 15_000;
const CHECK_EVERY_MS = 5000;

interface Actions {
  reconnect: () => void;
  ping: () => void;
  resume: (message: Message) => void;
}

/** Keeps the connection alive, renews it before it expires and detects a dead one. */
export class Heartbeat {
  #store: Store;
  #actions: Actions;
  #openedAt = 0;
  #receivedAt = 0;
  #renewAt = Number.POSITIVE_INFINITY;
  #replyTimer: ReturnType<typeof setTimeout> | undefined;
  #open = false;

  constructor(store: Store, actions: Actions) {
    this.#store = store;
    this.#actions = actions;
    setInterval(() => this.#check(), CHECK_EVERY_MS);
    // After a network change the old connection is dead but may look open. Reconnecting also works
    // offline when the service runs on this machine.
    const changed = () => {
      store.dispatch({ type: 'online', online: navigator.onLine });
      actions.reconnect();
    };
    addEventListener('online', changed);
    addEventListener('offline', changed);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#probe();
    });
  }

  opened(): void {
    this.#open = true;
    this.#openedAt = this.#receivedAt = Date.now();
    this.#renewAt = this.#openedAt + RENEW_AFTER_MS;
  }

  closed(): void {
    this.#open = false;
    this.#clearReplyTimer();
  }

  received(event: ServerEvent): void {
    this.#receivedAt = Date.now();
    this.#clearReplyTimer();
    if (event.type === 'going_away') this.#renewAt = Math.min(this.#renewAt, Date.now());
  }

  /** Call after a request that is always answered: without a reply the connection is dead. */
  expectReply(): void {
    this.#replyTimer ??= setTimeout(() => {
      this.#replyTimer = undefined;
      this.#actions.reconnect();
    }, REPLY_TIMEOUT_MS);
  }

  #clearReplyTimer(): void {
    clearTimeout(this.#replyTimer);
    this.#replyTimer = undefined;
  }

  /** Checks the connection after the device was suspended. */
  #probe(): void {
    if (!this.#open) this.#actions.reconnect();
    else {
      this.#actions.ping();
      this.expectReply();
    }
  }

  #check(): void {
    if (!this.#open) return;
    const now = Date.now();
    const busy = this.#store.get().messages.filter((message) => !isFinished(message));
    if (now > this.#openedAt + RENEW_BUSY_AFTER_MS || (now > this.#renewAt && busy.length === 0))
      this.#actions.reconnect();
    else if (now - this.#receivedAt > PING_EVERY_MS) this.#probe();
    else if (now - this.#receivedAt > STALLED_AFTER_MS) {
      const stalled = busy.filter((message) => segmentsOf(message).some(([, s]) => isAccepted(s)));
      for (const message of stalled) this.#actions.resume(message);
    }
  }
}
