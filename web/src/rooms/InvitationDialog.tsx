import { useEffect, useState } from 'preact/hooks';
import { useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { useRoom, useRoomState } from './context.ts';
import { Dialog } from './Dialog.tsx';
import { QrCode } from './QrCode.tsx';
import { invitationLink, isHost } from './roomState.ts';

/** How others come into the room: by a QR code, a link or a code to read aloud. */
export function InvitationDialog({ open, close }: { open: boolean; close: () => void }) {
  const { strings } = useStrings();
  return (
    <Dialog open={open} close={close} title={strings.room.invite}>
      <Invitation />
    </Dialog>
  );
}

function Invitation() {
  const { strings } = useStrings();
  const link = useRoomState(invitationLink);
  const locked = useRoomState((state) => state.room?.locked);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      setCopied(false); // the link can be selected
    }
  };
  return (
    <div className="invitation">
      {locked && <p role="status">{strings.room.isLocked}</p>}
      <p>{strings.room.scan}</p>
      <QrCode text={link} label={strings.room.qrCode} />
      <label className="link">
        {strings.room.link}
        <input readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div className="actions">
        <button type="button" className="button" onClick={() => void copy()}>
          <Icon name={copied ? 'check' : 'copy'} />
          {copied ? strings.copied : strings.room.copyLink}
        </button>
        {'share' in navigator && (
          <button
            type="button"
            className="button"
            onClick={() =>
              void navigator.share({ title: strings.title, url: link }).catch(() => {})
            }
          >
            {strings.room.share}
          </button>
        )}
      </div>
      <Code />
    </div>
  );
}

/** The code while it works. The host makes a new one. */
export function Code() {
  const { strings } = useStrings();
  const controller = useRoom();
  const code = useRoomState((state) => state.room?.code ?? null);
  const expiresAt = useRoomState((state) => state.codeExpiresAt);
  const host = useRoomState(isHost);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [expiresAt]);
  const minutes = Math.ceil(((expiresAt ?? 0) - now) / 60_000);
  const valid = code !== null && minutes > 0;
  return (
    <div className="code">
      {valid ? (
        <p>
          {strings.room.readAloud} <output className="code-letters">{code}</output>{' '}
          {strings.room.validFor(minutes)}
        </p>
      ) : (
        <p>{strings.room.codeExpired}</p>
      )}
      {host && (
        <button type="button" className="button" onClick={() => controller.renewCode()}>
          <Icon name="retry" />
          {strings.room.newCode}
        </button>
      )}
    </div>
  );
}
