import { MAX_LENGTH } from '../conversation/TextInput.tsx';

/** The text that another app shared with this one (`share_target` of the manifest); empty without one. It is
 * removed from the address, so that a reload does not bring it back. */
export function takeSharedText(): string {
  const address = new URL(location.href);
  const text = address.searchParams.get('text');
  if (text === null) return '';
  address.searchParams.delete('text');
  history.replaceState(history.state, '', address);
  return text.trim().slice(0, MAX_LENGTH);
}
