import { useApp, useAppState, useSideWords } from '../app/context.ts';
import type { Side } from '../store/state.ts';
import { offered, ownName } from './languages.ts';

/** The language of one side, in its own name. */
export function LanguagePicker({ side }: { side: Side }) {
  const { interpreter } = useApp();
  const { words } = useSideWords(side);
  const offers = useAppState((state) => state.offers);
  const language = useAppState((state) => state.settings.languages[side]);
  const choices = [...new Set([...offered(offers), language])];
  return (
    <span className="picker">
      <select
        className="language"
        aria-label={words.language}
        value={language}
        onChange={(event) => interpreter.chooseLanguage(side, event.target.value)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice} lang={choice}>
            {ownName(choice)}
          </option>
        ))}
      </select>
    </span>
  );
}
