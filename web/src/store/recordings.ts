/** What was spoken and is not yet translated: kept over a reload, and sent again when needed. */
export interface Sound {
  type: string;
  base64: string;
}

const PREFIX = 'dragoman.recording.';

export class Recordings {
  #held = new Map<string, Sound>();

  put(key: string, segment: number, sound: Sound): void {
    const name = nameOf(key, segment);
    this.#held.set(name, sound);
    try {
      sessionStorage.setItem(name, JSON.stringify(sound));
    } catch {
      // No room: it is still held until a reload.
    }
  }

  get(key: string, segment: number): Sound | null {
    const name = nameOf(key, segment);
    const held = this.#held.get(name);
    if (held) return held;
    const kept = sessionStorage.getItem(name);
    return kept ? (JSON.parse(kept) as Sound) : null;
  }

  drop(key: string): void {
    const prefix = `${PREFIX}${key}.`;
    for (const name of [...this.#held.keys(), ...Object.keys(sessionStorage)]) {
      if (!name.startsWith(prefix)) continue;
      this.#held.delete(name);
      sessionStorage.removeItem(name);
    }
  }
}

function nameOf(key: string, segment: number): string {
  return `${PREFIX}${key}.${segment}`;
}

export async function encoded(blob: Blob): Promise<Sound> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return { type: blob.type || 'application/octet-stream', base64: url.slice(url.indexOf(',') + 1) };
}

export function decoded(sound: Sound): Blob {
  const bytes = Uint8Array.from(atob(sound.base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: sound.type });
}
