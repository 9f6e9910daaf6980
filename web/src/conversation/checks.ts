import type { Query, TranslationComplete } from '@dragoman/client';
import type { Player } from '@dragoman/client/playback';
import { viewMessage } from '../store/messageView.ts';
import type { Message, NoticeCode, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';

interface Parts {
  store: Store;
  player: Player;
  /** Translates a text outside the conversation. */
  query: (query: Query) => Promise<TranslationComplete>;
  notice: (code: NoticeCode, side: Side) => void;
}

/** Back-translations of messages and samples of voices: translations outside the conversation. */
export class Checks {
  #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Shows the back-translation of a message. */
  async backTranslate(message: Message): Promise<void> {
    const { store, query, notice } = this.#parts;
    const { key, source, target, side } = message;
    const show = (text: string | null) => store.dispatch({ type: 'back_translation', key, text });
    show('pending');
    try {
      const text = viewMessage(message).original;
      const end = await query({ source, target, text, back_translation: true });
      if (!end.back_translation) throw new Error('no back-translation');
      show(end.back_translation);
    } catch {
      show(null);
      notice('check_failed', side);
    }
  }

  /** Plays a sentence in a voice. */
  async playSample(voice: string, language: string): Promise<void> {
    const { store, player, query, notice } = this.#parts;
    player.unlock();
    const source = store.get().offers.find(({ target }) => target === language)?.source;
    try {
      if (!source) throw new Error('no pair has this target');
      const end = await query({ source, target: language, text: sampleText(source), voice });
      if (!end.audio_url_translated) throw new Error('no audio');
      await player.replay(`sample-${voice}`, 'translated', [end.audio_url_translated]);
    } catch {
      notice('sample_failed', 0);
    }
  }
}

const SAMPLES: Record<string, string> = {
  en: 'Good morning. How can I help you today?',
  pt: 'Bom dia. Como posso ajudar hoje?',
  es: 'Buenos días. ¿En qué puedo ayudarle hoy?',
  fr: "Bonjour. Comment puis-je vous aider aujourd'hui ?",
  it: 'Buongiorno. Come posso aiutarla oggi?',
  de: 'Guten Morgen. Wie kann ich Ihnen heute helfen?',
};

function sampleText(language: string): string {
  return SAMPLES[language] ?? SAMPLES.en ?? '';
}
