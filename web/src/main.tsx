import './styles/theme.css';
import './styles/layout.css';
import './styles/conversation.css';
import './styles/message.css';
import './styles/record.css';
import './styles/settings.css';
import { render } from 'preact';
import { returnFromProvider } from './account/account.ts';
import { App } from './app/App.tsx';
import { AppContext, PageContext } from './app/context.ts';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { takeSharedText } from './app/sharedText.ts';
import { Unsupported } from './app/Unsupported.tsx';
import { afterLoad, isBusy, keepUpToDate } from './app/updates.ts';
import { service } from './connection/service.ts';
import { Controller } from './controller.ts';
import { PressControl } from './record/pressControl.ts';
import { isSupported } from './record/recorder.ts';
import { prefetchVadWeights } from './record/vadWeights.ts';
import { isRoomAddress } from './rooms/address.ts';
import { loadState, persist } from './store/storage.ts';
import { Store } from './store/store.ts';

const PREFETCH_AFTER_MS = 3000;

async function page() {
  if (!isSupported()) return <Unsupported />;
  await returnFromProvider(() => service.config()).catch(() => {});
  if (isRoomAddress(location.hash)) return (await import('./rooms/roomPage.tsx')).roomPage();
  const store = new Store(loadState());
  persist(store);
  afterLoad(() => void keepUpToDate(() => isBusy(store.get())));
  const controller = new Controller(store);
  const { microphone } = controller;
  return (
    <ErrorBoundary>
      <PageContext.Provider value={{ store, microphone, press: new PressControl(controller) }}>
        <AppContext.Provider value={{ controller }}>
          <App sharedText={takeSharedText()} />
        </AppContext.Provider>
      </PageContext.Provider>
    </ErrorBoundary>
  );
}

/** Loads what is not needed at first when the app can be used. Text is shown in a system font before. */
function loadRest(): void {
  void import('@fontsource-variable/atkinson-hyperlegible-next/wght.css');
  setTimeout(prefetchVadWeights, PREFETCH_AFTER_MS);
}

const root = document.getElementById('root');
if (root) {
  const shown = await page();
  root.replaceChildren();
  render(shown, root);
  addEventListener('hashchange', () => location.reload());
  afterLoad(loadRest);
}
