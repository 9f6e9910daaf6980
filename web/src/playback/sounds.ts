const FETCHED_WITHIN_MS = 20_000;

/** What lies at a link, whoever signed it and when. */
export function placeOf(link: string): string {
  return link.split('?', 1)[0] ?? link;
}

/** Fetches voices by their links. One that has died is renewed, once. */
export class Sounds {
  #renewed: (link: string) => Promise<string>;

  /** `renewed` gives another link to the same place, or rejects. */
  constructor(renewed: (link: string) => Promise<string>) {
    this.#renewed = renewed;
  }

  /** Rejects when it cannot be had, and with what `renewed` rejects with. */
  async fetch(link: string): Promise<Blob> {
    const first = await fetched(link);
    if (first) return first;
    const second = await fetched(await this.#renewed(link));
    if (!second) throw new Error('The audio could not be fetched.');
    return second;
  }
}

async function fetched(link: string): Promise<Blob | null> {
  try {
    const reply = await fetch(link, { signal: AbortSignal.timeout(FETCHED_WITHIN_MS) });
    return reply.ok ? await reply.blob() : null;
  } catch {
    return null;
  }
}
