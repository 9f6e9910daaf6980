import './styles/theme.css';
import './styles/layout.css';
import './styles/conversation.css';
import './styles/message.css';
import './styles/record.css';
import './styles/settings.css';
import { render } from 'preact';
import { App } from './app/App.tsx';
import { AppContext } from './app/context.ts';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { Unsupported } from './app/Unsupported.tsx';
import { Controller } from './controller.ts';
import { PressControl } from './record/pressControl.ts';
import { isSupported } from './record/recorder.ts';
import { prefetchVadWeights } from './record/vadWeights.ts';
import { loadState, persist } from './store/storage.ts';
import { Store } from './store/store.ts';

const PREFETCH_AFTER_MS = 3000;

function page() {
  if (!isSupported()) return <Unsupported />;
  const store = new Store(loadState());
  persist(store);
  const controller = new Controller(store);
  const app = { controller, press: new PressControl(controller) };
  return (
    <ErrorBoundary>
      <AppContext.Provider value={app}>
        <App />
      </AppContext.Provider>
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
  root.replaceChildren();
  render(page(), root);
  if (document.readyState === 'complete') loadRest();
  else addEventListener('load', loadRest);
}
