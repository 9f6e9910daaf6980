import type { Recording } from '@dragoman/client';
import { tabStorage } from './browserStorage.ts';

const PREFIX = 'dragoman.recording.';

/** Recordings that are not translated yet, kept over a reload to be sent again. */
export class Recordings {
  put(key: string, segment: number, audio: Recording): void {
    const name = nameOf(key, segment);
    tabStorage.set(name, JSON.stringify(audio));
  }

  get(key: string, segment: number): Recording | null {
    const name = nameOf(key, segment);
    const stored = tabStorage.get(name);
    return stored ? (JSON.parse(stored) as Recording) : null;
  }

  drop(key: string): void {
    const prefix = `${PREFIX}${key}.`;
    for (const name of tabStorage.keys()) if (name.startsWith(prefix)) tabStorage.remove(name);
  }
}

function nameOf(key: string, segment: number): string {
  return `${PREFIX}${key}.${segment}`;
}
