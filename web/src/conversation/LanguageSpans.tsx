import type { LanguageSpan } from '@dragoman/client/protocol';
import { direction, ownName } from '../settings/languages.ts';
import type { SpanView } from '../store/messageView.ts';

/** What was said in each language, with its translation; nothing if one language was spoken. */
export function LanguageSpans({ spans }: { spans: readonly SpanView[] }) {
  if (spans.length === 0) return null;
  return (
    <ul className="language-spans">
      {spans.map(({ spoken, translation }, index) => (
        <li key={index}>
          <Span span={spoken} />
          {translation && <Span span={translation} />}
        </li>
      ))}
    </ul>
  );
}

function Span({ span: { language, text } }: { span: LanguageSpan }) {
  return (
    <p>
      <b>{ownName(language)}:</b>{' '}
      <span lang={language} dir={direction(language)}>
        {text}
      </span>
    </p>
  );
}
