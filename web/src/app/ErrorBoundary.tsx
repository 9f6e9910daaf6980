import { Component, type ComponentChildren } from 'preact';
import { interfaceLanguage, stringsFor } from '../i18n/strings.ts';

/** Shows a message instead of a blank page if the app fails to render. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const { strings, language } = stringsFor(interfaceLanguage('auto'), 'en');
    return (
      <main className="unsupported" lang={language}>
        <h1>{strings.title}</h1>
        <p role="alert">{strings.problems.internal_error}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {strings.again}
        </button>
      </main>
    );
  }
}
