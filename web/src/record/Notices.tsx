import type { Strings } from '../i18n/en.ts';
import type { NoticeCode } from '../store/state.ts';
import { isTrouble } from './hints.ts';
import { canRecord } from './recorder.ts';

interface Props {
  strings: Strings;
  code: NoticeCode | null;
  /** Shown instead of the notice, if it is given. */
  instead?: string | undefined;
}

/** The latest notice to a speaker, and why this browser cannot record. */
export function Notices({ strings, code, instead }: Props) {
  return (
    <>
      <p className="notice" role="alert" data-kind={isTrouble(code) ? 'trouble' : 'advice'}>
        {instead ?? (code && strings.notices[code])}
      </p>
      {!canRecord() && (
        <p className="notice" data-kind="advice">
          {isSecureContext ? strings.unsupported.old : strings.unsupported.insecure}
        </p>
      )}
    </>
  );
}
