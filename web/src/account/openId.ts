import type { ServiceConfig } from '@dragoman/client';
import { ErrorResponse, type StateStore, UserManager } from 'oidc-client-ts';
import { tabStorage } from '../store/browserStorage.ts';

const PREFIX = 'dragoman.account.';
/** A token that expires sooner is renewed first. */
const RENEW_BEFORE_S = 30;
const TIMEOUT_S = 8;
const REFRESH_SCOPE = 'offline_access';

/** Signs a user in with the authorization code flow and PKCE. Tokens are kept for the life of the tab. */
export class OpenId {
  #manager: UserManager;

  constructor({ issuer, client_id }: NonNullable<ServiceConfig['sign_in']>) {
    const page = new URL('.', location.href).href;
    this.#manager = new UserManager({
      authority: issuer,
      client_id,
      redirect_uri: page,
      post_logout_redirect_uri: page,
      scope: 'openid',
      userStore: new TabStore(),
      stateStore: new TabStore(),
      automaticSilentRenew: false,
      monitorSession: false,
      requestTimeoutInSeconds: TIMEOUT_S,
    });
  }

  /** The access token, renewed if it expires soon or `refused`; null if the user must sign in. Rejects if
   * the provider does not respond. */
  async token(refused: boolean): Promise<string | null> {
    const user = await this.#manager.getUser();
    if (!user) return null;
    const valid = !refused && (user.expires_in ?? 0) > RENEW_BEFORE_S;
    if (valid) return user.access_token;
    // Without a refresh token the library would open a frame, which the policy of the page forbids.
    if (!user.refresh_token) return null;
    try {
      const renewed = await this.#manager.signinSilent({
        silentRequestTimeoutInSeconds: TIMEOUT_S,
      });
      return renewed?.access_token ?? null;
    } catch (error) {
      if (!(error instanceof ErrorResponse)) throw error;
      await this.#manager.removeUser();
      return null;
    }
  }

  async signIn(): Promise<void> {
    const { scopes_supported } = await this.#manager.metadataService.getMetadata();
    // Cognito issues refresh tokens without this scope, and refuses to know it.
    const asked = scopes_supported?.includes(REFRESH_SCOPE);
    await this.#manager.signinRedirect({
      state: location.hash,
      ...(asked && { scope: `openid ${REFRESH_SCOPE}`, prompt: 'consent' }),
    });
  }

  /** Takes the code from the address. Returns the part of the address after # from before. */
  async finish(): Promise<string> {
    try {
      const user = await this.#manager.signinCallback();
      return typeof user?.state === 'string' ? user.state : '';
    } catch {
      return ''; // Cancelled, or a page that was loaded again: the user can sign in once more.
    }
  }

  async signOut(): Promise<void> {
    // Some providers answer in a form that the library refuses, after they have revoked the token.
    await this.#manager.revokeTokens(['refresh_token']).catch(() => {});
    const { client_id, post_logout_redirect_uri = '' } = this.#manager.settings;
    // The names of Cognito, beside those of the standard.
    const extraQueryParams = { client_id, logout_uri: post_logout_redirect_uri };
    await this.#manager.signoutRedirect({ extraQueryParams });
  }
}

/** The storage of the tab, or memory where the browser blocks it. */
class TabStore implements StateStore {
  async get(key: string): Promise<string | null> {
    return tabStorage.get(PREFIX + key);
  }

  async set(key: string, value: string): Promise<void> {
    tabStorage.set(PREFIX + key, value);
  }

  async remove(key: string): Promise<string | null> {
    const value = tabStorage.get(PREFIX + key);
    tabStorage.remove(PREFIX + key);
    return value;
  }

  async getAllKeys(): Promise<string[]> {
    const keys = tabStorage.keys().filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => key.slice(PREFIX.length));
  }
}
