import { isAccepted, isFinished, type MessageState, segmentsOf } from './messages.ts';
import type { ServerEvent } from './protocol.ts';

/** API Gateway closes connections after 10 idle minutes and after 2 hours. */
const PING_EVERY_MS = 4 * 60_000;
const RENEW_AFTER_MS = 110 * 60_000;
const RENEW_BUSY_AFTER_MS = 118 * 60_000;
const REPLY_TIMEOUT_MS = 12_000;
const STALLED_AFTER_MS = 15_000;
const CHECK_EVERY_MS = 5000;

interface Parts<M> {
  messages: () => readonly M[];
  reconnect: () => void;
  ping: () => void;
  resume: (message: M) => void;
  /** Called when the device goes online or offline. */
  onOnline?: ((online: boolean) => void) | undefined;
}

/** Keeps the connection alive, renews it before it expires and detects a dead one. */
export class Heartbeat<M extends MessageState> {
  #parts: Parts<M>;
  #openedAt = 0;
  #receivedAt = 0;
  #renewAt = Number.POSITIVE_INFINITY;
  #replyTimer: ReturnType<typeof setTimeout> | undefined;
  #checkTimer: ReturnType<typeof setInterval>;
  #listening = new AbortController();
  #open = false;

  constructor(parts: Parts<M>) {
    this.#parts = parts;
    this.#checkTimer = setInterval(() => this.#check(), CHECK_EVERY_MS);
    if (typeof document !== 'undefined') this.#watchDevice();
  }

  #watchDevice(): void {
    const { signal } = this.#listening;
    // After a network change the old connection is dead but may look open. Reconnecting also works
    // offline when the service runs on this machine.
    const changed = () => {
      this.#parts.onOnline?.(navigator.onLine);
      this.#parts.reconnect();
    };
    addEventListener('online', changed, { signal });
    addEventListener('offline', changed, { signal });
    const shown = () => {
      if (document.visibilityState === 'visible') this.#probe();
    };
    document.addEventListener('visibilitychange', shown, { signal });
  }

  /** Ends all timers. */
  stop(): void {
    this.closed();
    clearInterval(this.#checkTimer);
    this.#listening.abort();
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
      this.#parts.reconnect();
    }, REPLY_TIMEOUT_MS);
  }

  #clearReplyTimer(): void {
    clearTimeout(this.#replyTimer);
    this.#replyTimer = undefined;
  }

  /** Checks the connection after the device was suspended. */
  #probe(): void {
    if (!this.#open) this.#parts.reconnect();
    else {
      this.#parts.ping();
      this.expectReply();
    }
  }

  #check(): void {
    if (!this.#open) return;
    const now = Date.now();
    const busy = this.#parts.messages().filter((message) => !isFinished(message));
    if (now > this.#openedAt + RENEW_BUSY_AFTER_MS || (now > this.#renewAt && busy.length === 0))
      this.#parts.reconnect();
    else if (now - this.#receivedAt > PING_EVERY_MS) this.#probe();
    else if (now - this.#receivedAt > STALLED_AFTER_MS) {
      const stalled = busy.filter((message) => segmentsOf(message).some(([, s]) => isAccepted(s)));
      for (const message of stalled) this.#parts.resume(message);
    }
  }
}
