import '../styles/rooms.css';
import { PageContext } from '../app/context.ts';
import { ErrorBoundary } from '../app/ErrorBoundary.tsx';
import { afterLoad, keepUpToDate } from '../app/updates.ts';
import { PressControl } from '../record/pressControl.ts';
import { loadState, persist } from '../store/storage.ts';
import { Store } from '../store/store.ts';
import { isDisplay, roomInAddress } from './address.ts';
import { RoomContext } from './context.ts';
import { HallScreen } from './HallScreen.tsx';
import { RoomApp } from './RoomApp.tsx';
import { RoomController } from './roomController.ts';
import { MESSAGES_KEY } from './roomVisit.ts';

/** The page of a room: a conversation of several people, each on a device of their own. */
export function roomPage() {
  const display = isDisplay(location.search);
  const address = roomInAddress(location.hash);
  const state = loadState(MESSAGES_KEY);
  const messages = state.messages.filter(({ turn }) => turn?.room === address);
  const store = new Store({ ...state, messages });
  persist(store, MESSAGES_KEY);
  const controller = new RoomController(store, address, display);
  afterLoad(() => void keepUpToDate(() => controller.room.get().room !== null));
  const { microphone } = controller;
  const page = { store, microphone, press: new PressControl(controller) };
  return (
    <ErrorBoundary>
      <PageContext.Provider value={page}>
        <RoomContext.Provider value={controller}>
          {display ? <HallScreen /> : <RoomApp />}
        </RoomContext.Provider>
      </PageContext.Provider>
    </ErrorBoundary>
  );
}
