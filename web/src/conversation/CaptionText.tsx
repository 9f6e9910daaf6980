import { direction } from '../settings/languages.ts';
import type { Caption } from '../store/state.ts';

/** The words of someone who speaks; those that may change are grey. Screen readers get only the final
 * text. */
export function CaptionText({ caption, before = '' }: { caption: Caption; before?: string }) {
  const { stable, unstable, source } = caption;
  return (
    <p className="text caption" lang={source} dir={direction(source)} aria-hidden="true">
      {before && `${before} `}
      <span className="stable">{stable}</span>
      {unstable && <span className="unstable">{stable ? ` ${unstable}` : unstable}</span>}
    </p>
  );
}

/** The row of a message that is not sent yet. The other side's is empty and keeps both aligned. */
export function CaptionItem({ caption, own }: { caption: Caption; own: boolean }) {
  if (!own) return <li className="message-gap" />;
  return (
    <li className="message" data-own={true} data-status="speaking">
      <div className="message-content">
        <CaptionText caption={caption} />
      </div>
    </li>
  );
}
