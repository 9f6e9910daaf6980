/** An error of this package.
 *
 *     DragomanError
 *     ├── Unreachable     the service does not respond, or stopped responding
 *     ├── Refused         the service refused a request; `code` says why
 *     └── VoiceExpired    the service no longer stores the audio
 */
export class DragomanError extends Error {
  override readonly name: string = 'DragomanError';
}

/** The service does not respond, or stopped responding. */
export class Unreachable extends DragomanError {
  override readonly name = 'Unreachable';
}

/** The service no longer stores the audio of a message. */
export class VoiceExpired extends DragomanError {
  override readonly name = 'VoiceExpired';
}

/** Why a request was refused, as the service reports it. */
export interface Refusal {
  code: string;
  message: string;
  retryable: boolean;
  retry_after_ms?: number | null;
}

/** The service refused a request, or could not process it. */
export class Refused extends DragomanError {
  override readonly name = 'Refused';
  /** One of the error codes of the protocol. */
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** When a retry may succeed, if that is known. */
  readonly retryAfter_ms: number | null;

  constructor({ code, message, retryable, retry_after_ms = null }: Refusal) {
    super(message || code);
    this.code = code;
    this.retryable = retryable;
    this.retryAfter_ms = retry_after_ms;
  }
}

/** The error in an HTTP response that is not a success. */
export async function refusedResponse(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Refusal & { title: string }>;
  const { code, title, retryable, retry_after_ms } = problem;
  const denied = response.status === 401 || response.status === 403;
  return new Refused({
    code: code ?? (denied ? 'not_admitted' : 'unavailable'),
    message: title ?? `${new URL(response.url).pathname}: ${response.status}`,
    retryable: retryable ?? response.status >= 500,
    retry_after_ms: retry_after_ms ?? null,
  });
}
