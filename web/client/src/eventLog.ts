/** Events that are read as they arrive. Each reader gets all of them from the first. */
export class EventLog<T> implements AsyncIterable<T> {
  #events: T[] = [];
  #ended = false;
  #error: Error | null = null;
  #waiting: (() => void)[] = [];

  get ended(): boolean {
    return this.#ended;
  }

  push(event: T): void {
    if (this.#ended) return;
    this.#events.push(event);
    this.#wake();
  }

  /** No more events will come. With an error, readers get it after the last event. */
  end(error: Error | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let n = 0; ; n += 1) {
      while (n >= this.#events.length) {
        if (this.#error) throw this.#error;
        if (this.#ended) return;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      yield this.#events[n] as T;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
