import { usePage } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import type { Strings } from '../i18n/en.ts';

/** Discards the recording. */
export function CancelButton({ strings }: { strings: Strings }) {
  const { press } = usePage();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={strings.cancel}
      title={strings.cancel}
      onClick={() => press.cancel()}
    >
      <Icon name="close" />
    </button>
  );
}
