import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
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
import { loadState, persist } from './store/storage.ts';
import { Store } from './store/store.ts';

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

const root = document.getElementById('root');
if (root) render(page(), root);
