import '../styles/listen.css';
import { render } from 'preact';
import { type Page, PageContext, useAppState } from '../app/context.ts';
import { awaitsTranslation } from '../conversation/caption.ts';
import { direction } from '../settings/languages.ts';
import { viewMessage } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

const SIZE = { width: 480, height: 200 };
/** Messages that are shown. */
const SHOWN = 3;

/** Document picture-in-picture, which only some browsers have. */
interface PictureInPicture {
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

declare global {
  interface Window {
    documentPictureInPicture?: PictureInPicture;
  }
}

export interface CaptionWindow {
  close(): void;
}

export function canOpenWindow(): boolean {
  return window.documentPictureInPicture !== undefined;
}

/** Opens a small window that stays above the others and shows the captions. Call in a user gesture.
 * `onClosed` is called when the user closes it. */
export async function openCaptionWindow(page: Page, onClosed: () => void): Promise<CaptionWindow> {
  if (!window.documentPictureInPicture) throw new Error('no picture-in-picture');
  const opened = await window.documentPictureInPicture.requestWindow(SIZE);
  const { body, head, documentElement } = opened.document;
  for (const style of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"], style')) {
    const copy = opened.document.importNode(style, true);
    if (style.href) copy.href = style.href; // Absolute: the window has no address.
    head.append(copy);
  }
  opened.document.title = document.title;
  documentElement.lang = document.documentElement.lang;
  render(
    <PageContext.Provider value={page}>
      <ListenCaptions />
    </PageContext.Provider>,
    body,
  );
  opened.addEventListener('pagehide', () => {
    render(null, body);
    onClosed();
  });
  return opened;
}

/** The latest translations for the listener. */
function ListenCaptions() {
  const language = useAppState((state) => state.settings.languages[0]);
  const messages = useAppState((state) => state.messages);
  const caption = useAppState((state) => state.caption);
  const known = messages.map((message) => ({ message, text: textIn(message, language) }));
  const shown = known.filter(
    ({ message, text }) => message.shared && (text || message.key === caption?.key),
  );
  const spoken = caption?.target === language ? caption : null;
  const isNew = spoken && !messages.some(({ key }) => key === spoken.key);
  return (
    <ol className="listen-captions" lang={language} dir={direction(language)}>
      {shown.slice(-SHOWN).map(({ message, text }) => (
        <li key={message.key}>
          {text}
          {spoken?.key === message.key && awaitsTranslation(message, spoken) && (
            <span className="unstable"> {spoken.translated}</span>
          )}
        </li>
      ))}
      {isNew && spoken.translated && (
        <li>
          <span className="unstable">{spoken.translated}</span>
        </li>
      )}
    </ol>
  );
}

/** What a message says in a language. */
function textIn(message: Message, language: string): string {
  const { original, translated } = viewMessage(message);
  return message.target === language ? translated : message.source === language ? original : '';
}
