import type { Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { HandsFree } from './handsFree.ts';
import { type Command, cancel, down, type Press, UP, up } from './press.ts';
import type { PushToTalk } from './pushToTalk.ts';
import { canRecord } from './recorder.ts';

/** What a press controls. */
interface Recording {
  store: Store;
  pushToTalk: PushToTalk;
  /** Where there is no hands-free mode, a press always records. */
  handsFree?: HandsFree;
  startRecording: (side: Side) => Promise<void>;
  unlockAudio: () => void;
}

/** Turns presses of a talk button, by pointer, key or assistive technology, into recording. */
export class PressControl {
  #controller: Recording;
  #press: Press = UP;
  #inside = true;
  /** The side pressed last, which the space bar uses. */
  side: Side = 0;

  constructor(controller: Recording) {
    this.#controller = controller;
    let before = controller.store.get().recording;
    controller.store.subscribe(() => {
      const { recording } = controller.store.get();
      // The recording ended while pressed: at its limit, or without a microphone.
      if (before && !recording && this.#press.state !== 'ending') this.#press = UP;
      before = recording;
    });
  }

  /** `at` is the time of the event: handlers may run late on a busy device. */
  down(side: Side, at = performance.now()): void {
    if (!canRecord()) return;
    const { handsFree, store } = this.#controller;
    const { settings, handsFree: listening } = store.get();
    if (handsFree && (settings.handsFree || listening?.side === side)) {
      this.side = side;
      void handsFree.toggle(side);
      return;
    }
    if (side !== this.side && this.#press.state !== 'up') {
      void this.#controller.pushToTalk.stop();
      this.#press = UP;
    }
    this.side = side;
    this.#inside = true;
    this.#apply(down(this.#press, at));
  }

  /** The pointer moved onto or off the button that it holds. */
  move(inside: boolean): void {
    if (this.#press.state !== 'held') return;
    this.#inside = inside;
    this.#controller.pushToTalk.setCancelling(!inside);
  }

  up(at = performance.now()): void {
    this.#controller.unlockAudio();
    this.#apply(up(this.#press, at, this.#inside));
  }

  cancel(): void {
    this.#apply(cancel(this.#press));
  }

  /** A press and a release at once, for assistive technology. */
  toggle(side: Side): void {
    this.down(side);
    this.up();
  }

  #apply([press, command]: [Press, Command]): void {
    this.#press = press;
    const { pushToTalk } = this.#controller;
    if (command === 'start') void this.#controller.startRecording(this.side);
    else if (command === 'latch') pushToTalk.latch();
    else if (command === 'stop') void pushToTalk.stop();
    else if (command === 'cancel') void pushToTalk.cancel();
  }
}
