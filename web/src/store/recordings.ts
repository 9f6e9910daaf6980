import { tabStorage } from './browserStorage.ts';

/** A recording in the form in which it is stored and sent. */
export interface StoredAudio {
  type: string;
  base64: string;
}

const PREFIX = 'dragoman.recording.';

/** Recordings that are not translated yet, kept over a reload to be sent again. */
export class Recordings {
  put(key: string, segment: number, audio: StoredAudio): void {
    const name = nameOf(key, segment);
    tabStorage.set(name, JSON.stringify(audio));
  }

  get(key: string, segment: number): StoredAudio | null {
    const name = nameOf(key, segment);
    const stored = tabStorage.get(name);
    return stored ? (JSON.parse(stored) as StoredAudio) : null;
  }

  drop(key: string): void {
    const prefix = `${PREFIX}${key}.`;
    for (const name of tabStorage.keys()) if (name.startsWith(prefix)) tabStorage.remove(name);
  }
}

function nameOf(key: string, segment: number): string {
  return `${PREFIX}${key}.${segment}`;
}

export async function toStoredAudio(blob: Blob): Promise<StoredAudio> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return { type: blob.type || 'application/octet-stream', base64: url.slice(url.indexOf(',') + 1) };
}

export function toBlob(audio: StoredAudio): Blob {
  const bytes = Uint8Array.from(atob(audio.base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: audio.type });
}
