import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { isAvailable } from './languages.ts';

/** Starts listening to shared sound, from the language of the other side into that of the owner. */
export function ListenChoice({ close }: { close: () => void }) {
  const { controller } = useApp();
  const { strings } = useStrings();
  const [own, other] = useAppState((state) => state.settings.languages);
  const offers = useAppState((state) => state.offers);
  return (
    <div className="choice">
      <button
        type="button"
        className="button"
        aria-describedby="listen-hint"
        disabled={own === '' || (offers.length > 0 && !isAvailable(offers, other, own))}
        onClick={() => {
          close();
          void controller.listenToShared();
        }}
      >
        <Icon name="handsFree" />
        {strings.listen.start}
      </button>
      <small id="listen-hint">{strings.listen.hint}</small>
    </div>
  );
}
