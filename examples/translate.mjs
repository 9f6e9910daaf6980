// Translates a text: node translate.mjs TEXT FROM TO, with DRAGOMAN_URL as the service. Needs Node 22 or later.
import { writeFile } from 'node:fs/promises';

const [text, source_lang, target_lang] = process.argv.slice(2);
const config = await (await fetch(`${process.env.DRAGOMAN_URL}/config.json`)).json();
const { ticket } = await (await fetch(config.tickets_url, { method: 'POST' })).json();
const socket = new WebSocket(`${config.websocket_url}?ticket=${ticket}`);
const send = (request) => socket.send(JSON.stringify(request));

socket.onopen = () => send({ action: 'hello', source_lang, target_lang });
socket.onerror = () => process.exit(3);
socket.onmessage = async ({ data: message }) => {
  const { type, data } = JSON.parse(message);
  if (type === 'ready') {
    const message_id = crypto.randomUUID();
    send({ action: 'translate', message_id, source_lang, target_lang, text });
  }
  if (type === 'translation_result') console.log(data.translated_text);
  if (type === 'error') console.error(data.message);
  if (type === 'translation_complete')
    await writeFile('translated.ogg', (await fetch(data.audio_url_translated)).body);
  if (type === 'error' || type === 'translation_complete') socket.close();
};
