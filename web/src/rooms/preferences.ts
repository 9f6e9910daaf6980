import { settingsStorage } from '../store/browserStorage.ts';
import { PREFERENCES, type RoomPreferences } from './roomState.ts';

const PREFERENCES_KEY = 'dragoman.room';

export function loadPreferences(): RoomPreferences {
  return { ...PREFERENCES, ...settingsStorage.read<Partial<RoomPreferences>>(PREFERENCES_KEY) };
}

export function savePreferences(preferences: RoomPreferences): void {
  settingsStorage.set(PREFERENCES_KEY, JSON.stringify(preferences));
}
