// Translates a recording or a text: node translate.mjs FILE|TEXT FROM TO, with DRAGOMAN_URL as the service.
// Needs Node 22 or later and the package @dragoman/client.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from '@dragoman/client';

const [said, source, target] = process.argv.slice(2);
const speech = existsSync(said) ? new Blob([await readFile(said)]) : said;
const dragoman = await connect(process.env.DRAGOMAN_URL, { source, target });
for await (const { type, data } of dragoman.translate(speech)) {
  if (type === 'stt_result') console.log(data.original_text);
  if (type === 'translation_result') console.log(data.translated_text);
  if (type === 'audio_ready' && data.track === 'translated')
    await writeFile('translated.ogg', (await dragoman.fetch(data.url)).stream());
  if (type === 'error') console.error(data.message);
}
dragoman.close();
