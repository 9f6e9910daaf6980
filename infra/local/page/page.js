import { Conversation } from './conversation.js';

const RECORDED_AS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const PLAYED = { 'audio/ogg': 'audio/ogg; codecs=opus', 'audio/mpeg': 'audio/mpeg', 'audio/wav': 'audio/wav' };

const at = (id) => document.getElementById(id);
const config = await (await fetch('config.json')).json();
const conversation = new Conversation(config);
let current; // { id, sentAt } of the message whose events are shown
let recorder;

// --- What is chosen ---

const names = new Intl.DisplayNames(['en'], { type: 'language' });
for (const [index, id] of ['source', 'target'].entries()) {
  at(id).append(...config.languages.map((tag) => new Option(names.of(tag), tag)));
  at(id).selectedIndex = Math.min(index, config.languages.length - 1);
}
at('order').addEventListener('change', prepare);

function accepts() {
  const player = new Audio();
  return Object.keys(PLAYED).filter((type) => player.canPlayType(PLAYED[type]));
}

async function prepare() {
  await attempt(async () => {
    state('Connecting …');
    await conversation.hello(at('source').value, at('target').value, accepts());
    state('Ready.');
  });
}

// --- What is sent ---

at('file').addEventListener('change', () => at('file').files[0] && send(at('file').files[0]));
at('record').addEventListener('click', () => attempt(() => (recorder ? recorder.stop() : record())));

async function record() {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = RECORDED_AS.find((type) => MediaRecorder.isTypeSupported(type));
  const pieces = [];
  recorder = new MediaRecorder(microphone, { mimeType, audioBitsPerSecond: 24000 });
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  recorder.addEventListener('stop', () => {
    microphone.getTracks().forEach((track) => track.stop());
    const type = recorder.mimeType;
    recorder = undefined;
    showRecording(false);
    send(new Blob(pieces, { type }));
  });
  recorder.start();
  showRecording(true);
  state('Recording …');
}

function showRecording(recording) {
  at('record').setAttribute('aria-pressed', String(recording));
  at('record').textContent = recording ? 'Stop and translate' : 'Record';
}

async function send(recording) {
  clear();
  state('Sending …');
  await attempt(async () => {
    const sentAt = performance.now();
    current = { sentAt };
    const order = { source_lang: at('source').value, target_lang: at('target').value, mode: at('mode').value };
    current.id = await conversation.translate(recording, order);
  });
}

// --- What is heard ---

const SAYS = {
  processing_started: () => 'accepted',
  processing_update: ({ stage, track }) => [stage, track].filter(Boolean).join(', '),
  stt_result: ({ original_text }) => original_text || 'no speech',
  translation_result: ({ translated_text }) => translated_text,
  audio_chunk: ({ track, index }) => `${track}, piece ${index + 1}`,
  audio_ready: ({ track, duration_s }) => `${track}, ${duration_s.toFixed(1)} s`,
  translation_complete: ({ warnings }) => warnings.map(({ message }) => message).join(' ') || 'done',
  error: ({ message }) => message,
};

conversation.addEventListener('event', ({ detail: { type, data } }) => {
  if (data.message_id && current?.id && data.message_id !== current.id) return;
  const says = SAYS[type]?.(data) ?? '';
  addRow(type, says);
  if (type === 'processing_update') state(`${says[0].toUpperCase()}${says.slice(1)} …`);
  if (type === 'stt_result') at('original-text').textContent = data.original_text;
  if (type === 'translation_result') at('translated-text').textContent = data.translated_text;
  if (type === 'audio_ready') play(data.track, data.url);
  if (type === 'translation_complete') state(data.warnings.length ? says : 'Done.');
  if (type === 'error') state(says);
});
conversation.addEventListener('closed', () => state('The connection is closed; the next recording opens it again.'));

function addRow(type, says) {
  const after = current ? `${Math.round(performance.now() - current.sentAt)} ms` : '';
  const row = at('events').insertRow();
  for (const text of [after, type, says]) row.insertCell().textContent = text;
}

function play(track, url) {
  const player = at(track);
  player.src = url;
  if (track === 'translated') player.play().catch(() => {}); // Not allowed before a gesture: the button is there.
}

// --- What is shown ---

function clear() {
  at('events').replaceChildren();
  for (const track of ['original', 'translated']) {
    at(`${track}-text`).textContent = '';
    at(track).removeAttribute('src');
    at(track).load();
  }
}

function state(text) {
  at('state').textContent = text;
}

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    state(error.message);
  }
}

await prepare();
