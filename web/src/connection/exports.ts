import { request, serviceOf } from './config.ts';

/** The gateway's own limit. */
const TIMEOUT_MS = 30_000;

/** An export that the service refused; `code` is one of the protocol's. */
export class ExportRefused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The conversation as WebVTT subtitles in both languages. */
export async function subtitles(messageIds: readonly string[]): Promise<Blob> {
  const [first, ...more] = messageIds;
  if (!first) throw new ExportRefused('nothing_to_export');
  const { http_url, authorization } = await serviceOf();
  const query = new URLSearchParams([['format', 'vtt'], ...more.map((id) => ['more', id])]);
  const reply = await request(`${http_url}/v1/translations/${first}/export?${query}`, {
    headers: { Authorization: authorization },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!reply.ok) {
    const { code } = (await reply.json()) as { code?: string };
    throw new ExportRefused(code ?? 'unavailable');
  }
  return reply.blob();
}
