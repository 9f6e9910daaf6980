import { useApp, useAppState, useSideStrings } from '../app/context.ts';
import type { Side } from '../store/state.ts';
import { availableLanguages, ownName } from './languages.ts';

/** Chooses the language of one side; languages are listed by their own names. */
export function LanguagePicker({ side }: { side: Side }) {
  const { controller } = useApp();
  const { strings } = useSideStrings(side);
  const offers = useAppState((state) => state.offers);
  const language = useAppState((state) => state.settings.languages[side]);
  const choices = [...new Set([...availableLanguages(offers), language])];
  return (
    <span className="picker">
      <select
        className="language"
        aria-label={strings.language}
        value={language}
        onChange={(event) => controller.chooseLanguage(side, event.currentTarget.value)}
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
