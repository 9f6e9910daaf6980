import { useState } from 'preact/hooks';
import { useAppState, useStrings } from '../app/context.ts';
import { account } from './account.ts';

/** Asks a user who is signed out to sign in. */
export function SignInBar() {
  const { strings, language } = useStrings();
  const signedOut = useAppState((state) => state.account === 'signed_out');
  const [failed, setFailed] = useState(false);
  if (!signedOut) return null;
  const signIn = () => account.signIn().catch(() => setFailed(true));
  return (
    <div className="sign-in-bar" role="status" lang={language}>
      <span>{failed ? strings.signInFailed : strings.signInHint}</span>
      <button type="button" className="button" onClick={signIn}>
        {strings.signIn}
      </button>
    </div>
  );
}
