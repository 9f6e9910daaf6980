import { Service } from '@dragoman/client';
import { account } from '../account/account.ts';
import { tabStorage } from '../store/browserStorage.ts';

const SESSION_KEY = 'dragoman.session';

/** The service whose config.json is beside the page. The session secret, kept for the life of the tab,
 * identifies the same user again. */
export const service = new Service('.', {
  token: (config) => account.token(config),
  session: {
    get: () => tabStorage.get(SESSION_KEY),
    set: (secret) => tabStorage.set(SESSION_KEY, secret),
  },
});

/** The secret that makes this tab the same user as another one. */
export function sessionSecret(): string | null {
  return tabStorage.get(SESSION_KEY);
}

/** Makes this tab the user who has the secret, from the next connection on. */
export function adoptSession(secret: string): void {
  tabStorage.set(SESSION_KEY, secret);
}

/** The languages of the deployment, before the service has announced its pairs; none if unknown. */
export async function firstLanguages(): Promise<string[]> {
  const config = await service.config().catch(() => null);
  return config?.languages ?? [];
}

/** The address under which other devices open the app. */
export async function pageUrl(): Promise<string> {
  const config = await service.config().catch(() => null);
  return config?.page_url ?? location.href;
}
