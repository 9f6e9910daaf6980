import { DragomanError } from './errors.ts';
import { type MessageState, segmentsOf } from './messages.ts';

const FETCH_TIMEOUT_MS = 20_000;

/** A presigned link without its signature: the same for every link to one file. */
export function withoutSignature(link: string): string {
  return link.split('?', 1)[0] ?? link;
}

/** The newest link of a message to the same file. */
export function newestLink(message: MessageState, link: string): string | undefined {
  const file = withoutSignature(link);
  return segmentsOf(message)
    .flatMap(([, { events }]) => Object.values(events))
    .flatMap(({ data }) => {
      if ('url' in data) return [data.url];
      return 'audio_url_original' in data
        ? [data.audio_url_original, data.audio_url_translated]
        : [];
    })
    .findLast((url): url is string => url !== null && withoutSignature(url) === file);
}

/** Fetches audio by its links, and once more by a renewed link if the first has expired. */
export class AudioFetcher {
  #renew: (link: string) => Promise<string>;

  /** `renew` resolves to another link to the same file, or rejects. */
  constructor(renew: (link: string) => Promise<string>) {
    this.#renew = renew;
  }

  /** Rejects if the file cannot be fetched, or with the error of `renew`. */
  async fetch(link: string): Promise<Blob> {
    const first = await fetchBlob(link);
    if (first) return first;
    const second = await fetchBlob(await this.#renew(link));
    if (!second) throw new DragomanError('The audio could not be fetched.');
    return second;
  }
}

async function fetchBlob(link: string): Promise<Blob | null> {
  try {
    const reply = await fetch(link, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    return reply.ok ? await reply.blob() : null;
  } catch {
    return null;
  }
}
