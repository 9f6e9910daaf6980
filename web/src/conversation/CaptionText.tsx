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

/** The translation of what was said so far, for the listener. */
export function TranslatedCaption({ caption, before = '' }: { caption: Caption; before?: string }) {
  const { translated, target } = caption;
  return (
    <p className="text caption" lang={target} dir={direction(target)} aria-hidden="true">
      {before && `${before} `}
      <span className="unstable">{translated}</span>
    </p>
  );
}

/** The row of a message that is not sent yet. An empty row keeps both panels aligned. */
export function CaptionItem({ caption, own }: { caption: Caption; own: boolean }) {
  if (!own && !caption.translated) return <li className="message-gap" />;
  if (!own)
    return (
      <li className="message" data-status="speaking">
        <div className="message-content">
          <TranslatedCaption caption={caption} />
        </div>
      </li>
    );
  return (
    <li className="message" data-own={true} data-status="speaking">
      <div className="message-content">
        <CaptionText caption={caption} />
      </div>
    </li>
  );
}
