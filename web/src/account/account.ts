import { Refused, type ServiceConfig } from '@dragoman/client';

/** `guest` where nobody signs in. */
export type AccountStatus = 'guest' | 'signed_in' | 'signed_out';

/** The user of this tab, where the deployment has users. The code for the OpenID provider is loaded only
 * there. */
class Account {
  onStatus: (status: AccountStatus) => void = () => {};
  #provider: Promise<import('./openId.ts').OpenId> | null = null;
  #refused = false;
  #renewal: Promise<string | null> | null = null;

  /** A valid access token; null where nobody signs in. Rejects with Refused if nobody is signed in. */
  async token({ sign_in }: ServiceConfig): Promise<string | null> {
    if (!sign_in) return null;
    this.#provider ??= import('./openId.ts').then(({ OpenId }) => new OpenId(sign_in));
    const provider = await this.#provider.catch((error) => {
      this.#provider = null; // Without a network the code is loaded later.
      throw error;
    });
    this.#renewal ??= provider.token(this.#refused).finally(() => {
      this.#renewal = null;
    });
    const token = await this.#renewal;
    this.#refused = false;
    this.onStatus(token ? 'signed_in' : 'signed_out');
    if (token) return token;
    throw new Refused({ code: 'not_admitted', message: 'Signed out.', retryable: false });
  }

  /** The service refused the token: the next one is a new one. */
  refused(): void {
    this.#refused = true;
  }

  /** Leaves for the page of the provider, and returns to this one. */
  async signIn(): Promise<void> {
    await (await this.#provider)?.signIn();
  }

  async signOut(): Promise<void> {
    await (await this.#provider)?.signOut();
  }
}

export const account = new Account();

/** Takes what the provider has put into the address of the page. */
export async function returnFromProvider(config: () => Promise<ServiceConfig>): Promise<void> {
  const query = new URLSearchParams(location.search);
  if (!query.has('state') || !(query.has('code') || query.has('error'))) return;
  const { sign_in } = await config();
  if (!sign_in) return;
  const { OpenId } = await import('./openId.ts');
  const place = await new OpenId(sign_in).finish();
  history.replaceState(null, '', `${location.pathname}${place}`);
}
