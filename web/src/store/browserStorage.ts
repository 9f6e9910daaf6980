/** A storage of the browser, or memory where the browser blocks it or it is full. */
export class BrowserStorage {
  #name: 'localStorage' | 'sessionStorage';
  #memory = new Map<string, string>();

  constructor(name: 'localStorage' | 'sessionStorage') {
    this.#name = name;
  }

  get(key: string): string | null {
    return this.#memory.get(key) ?? this.#try((storage) => storage.getItem(key)) ?? null;
  }

  set(key: string, value: string): void {
    const stored = this.#try((storage) => {
      storage.setItem(key, value);
      return true;
    });
    if (stored) this.#memory.delete(key);
    else {
      this.#try((storage) => storage.removeItem(key)); // An older value must not come back.
      this.#memory.set(key, value);
    }
  }

  /** A stored JSON value; null if there is none or it is damaged. */
  read<T>(key: string): T | null {
    try {
      return JSON.parse(this.get(key) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }

  remove(key: string): void {
    this.#memory.delete(key);
    this.#try((storage) => storage.removeItem(key));
  }

  keys(): string[] {
    return [...this.#memory.keys(), ...(this.#try((storage) => Object.keys(storage)) ?? [])];
  }

  /** Null if the browser throws, as it does where cookies are blocked. */
  #try<T>(use: (storage: Storage) => T): T | null {
    try {
      return use(globalThis[this.#name]);
    } catch {
      return null;
    }
  }
}

export const settingsStorage = new BrowserStorage('localStorage');
export const tabStorage = new BrowserStorage('sessionStorage');
