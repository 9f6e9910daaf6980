import { useId, useState } from 'preact/hooks';
import { useAppState, useStrings } from '../app/context.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

const MAX_RESULTS = 8;

/** Finds messages by a part of their texts, and shows the one that is tapped. */
export function Find({ close }: { close: () => void }) {
  const { strings } = useStrings();
  const messages = useAppState((state) => state.messages);
  const [wanted, setWanted] = useState('');
  const id = useId();
  if (messages.length === 0) return null;
  const found = wanted.trim() ? matches(messages, wanted) : null;
  const show = (message: Message) => {
    close();
    for (const row of document.querySelectorAll(`[data-key="${message.key}"]`)) {
      row.scrollIntoView({ block: 'nearest' });
      row.animate?.({ opacity: [0.3, 1] }, 600);
    }
  };
  return (
    <div className="find">
      <label htmlFor={id}>{strings.find}</label>
      <input
        id={id}
        type="search"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {found && (
        <ul aria-live="polite">
          {found.length === 0 && <li>{strings.nothingFound}</li>}
          {found.map((message) => (
            <li key={message.key}>
              <button type="button" className="button" onClick={() => show(message)}>
                {viewMessage(message).original}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function matches(messages: readonly Message[], wanted: string): Message[] {
  const part = plain(wanted.trim());
  return messages
    .filter((message) => {
      const { original, translated } = viewMessage(message);
      return plain(`${original}\n${translated}`).includes(part);
    })
    .slice(-MAX_RESULTS)
    .reverse();
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
