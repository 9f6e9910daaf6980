import type { Interpreter } from '../interpreter.ts';
import type { Side } from '../store/state.ts';
import { type Command, down, type Press, UP, up } from './press.ts';

/** One press at a time, wherever it comes from: finger, mouse, key or assistive technology. */
export class Talk {
  #interpreter: Interpreter;
  #press: Press = UP;
  /** Of the last press; the space bar speaks for it. */
  side: Side = 0;

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    let was = interpreter.store.get().recording;
    interpreter.store.subscribe(() => {
      const { recording } = interpreter.store.get();
      // It ended by itself (too long, no microphone) while the press still counted.
      if (was && !recording && this.#press.is !== 'ending') this.#press = UP;
      was = recording;
    });
  }

  down(side: Side): void {
    if (this.#interpreter.store.get().settings.handsFree) {
      this.side = side;
      void this.#interpreter.listening.toggle(side);
      return;
    }
    if (side !== this.side && this.#press.is !== 'up') {
      void this.#interpreter.talking.stop();
      this.#press = UP;
    }
    this.side = side;
    this.#step(down(this.#press, performance.now()));
  }

  up(): void {
    this.#interpreter.unlock();
    this.#step(up(this.#press, performance.now()));
  }

  /** For those who cannot hold. */
  toggle(side: Side): void {
    this.down(side);
    this.up();
  }

  #step([press, command]: [Press, Command]): void {
    this.#press = press;
    if (command === 'start') void this.#interpreter.talking.start(this.side);
    else if (command === 'latch') this.#interpreter.talking.latch();
    else if (command === 'stop') void this.#interpreter.talking.stop();
  }
}
