import { useStrings } from '../app/context.ts';
import { Toggle } from '../settings/Toggle.tsx';
import { useRoom, useRoomState } from './context.ts';

/** Captions only, the volume of the voices, headphones. */
export function SoundControls() {
  const { strings } = useStrings();
  const controller = useRoom();
  const { captionsOnly, volume, headphones } = useRoomState((state) => state.preferences);
  return (
    <div className="sound">
      <Toggle
        on={captionsOnly}
        label={strings.room.captionsOnly}
        change={(on) => controller.prefer({ captionsOnly: on })}
      />
      {!captionsOnly && (
        <>
          <label className="volume">
            {strings.room.volume}
            <input
              type="range"
              min="0"
              max="1"
              step="0.1"
              value={volume}
              onInput={(event) => controller.prefer({ volume: event.currentTarget.valueAsNumber })}
            />
          </label>
          <Toggle
            on={headphones}
            label={strings.room.headphones}
            hint={strings.room.headphonesHint}
            change={(on) => controller.prefer({ headphones: on })}
          />
        </>
      )}
    </div>
  );
}
