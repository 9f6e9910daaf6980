import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { useSelected } from '../store/store.ts';
import type { RoomController } from './roomController.ts';
import type { RoomState } from './roomState.ts';

export const RoomContext = createContext<RoomController | null>(null);

export function useRoom(): RoomController {
  const controller = useContext(RoomContext);
  if (!controller) throw new Error('outside of the room page');
  return controller;
}

export function useRoomState<T>(select: (state: RoomState) => T): T {
  return useSelected(useRoom().room, select);
}
