// The client's side of the WebSocket protocol: hello, then translate with the audio inline, or uploaded when it is large.

const MESSAGE_LIMIT_BYTES = 32 * 1024;
const PING_EVERY_MS = 5 * 60 * 1000; // The gateway hangs up after ten silent minutes.

export class Conversation extends EventTarget {
  #socket;
  #service; // config.json: websocket_url, tickets_url
  #session; // by which we are the same on every connection
  #hello;
  #uploads = new Map(); // message_id -> what to do when its upload_ready, or an error, comes

  constructor(service) {
    super();
    this.#service = service;
    setInterval(() => this.#open() && this.#say({ action: 'ping' }), PING_EVERY_MS);
  }

  // Resolves when the service is ready for this pair of languages.
  async hello(source_lang, target_lang, accepts) {
    this.#hello = { action: 'hello', protocol: 1, source_lang, target_lang, accepts };
    if (!this.#open()) await this.#connect();
    const ready = new Promise((resolve) => this.addEventListener('ready', resolve, { once: true }));
    this.#say(this.#hello);
    await ready;
  }

  // Sends one recording and returns its message_id; its events follow as 'event'.
  async translate(recording, { source_lang, target_lang, mode }) {
    if (!this.#open()) await this.hello(source_lang, target_lang, this.#hello.accepts);
    const message_id = crypto.randomUUID();
    const content_type = recording.type || 'application/octet-stream';
    const order = { action: 'translate', message_id, source_lang, target_lang, mode, content_type };
    const inline = { ...order, audio_data: await base64(recording) };
    if (JSON.stringify(inline).length < MESSAGE_LIMIT_BYTES) this.#say(inline);
    else this.#say({ ...order, audio_key: await this.#upload(recording, message_id, content_type) });
    return message_id;
  }

  async #upload(recording, message_id, content_type) {
    const answer = new Promise((resolve, reject) => this.#uploads.set(message_id, { resolve, reject }));
    this.#say({ action: 'upload', message_id, segment: 0, content_type, bytes: recording.size });
    const { url, fields, audio_key } = await answer.finally(() => this.#uploads.delete(message_id));
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', recording);
    const posted = await fetch(url, { method: 'POST', body: form });
    if (!posted.ok) throw new Error(`The upload was refused (${posted.status}).`);
    return audio_key;
  }

  async #connect() {
    const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ session: this.#session }) };
    const given = await fetch(this.#service.tickets_url, asked);
    if (!given.ok) throw new Error('The service lets nobody in for now.');
    const { ticket, session } = await given.json();
    this.#session = session;
    this.#socket = new WebSocket(`${this.#service.websocket_url}?ticket=${ticket}`);
    this.#socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(data)));
    this.#socket.addEventListener('close', () => this.dispatchEvent(new Event('closed')));
    return new Promise((resolve, reject) => {
      this.#socket.addEventListener('open', resolve, { once: true });
      this.#socket.addEventListener('close', () => reject(new Error('The service does not answer.')), { once: true });
    });
  }

  #hear({ type, data = {} }) {
    const upload = this.#uploads.get(data.message_id);
    if (type === 'ready') this.dispatchEvent(new Event('ready'));
    else if (type === 'upload_ready') upload?.resolve(data);
    else if (type === 'error' && upload) upload.reject(new Error(data.message));
    else if (type && type !== 'pong') this.dispatchEvent(new CustomEvent('event', { detail: { type, data } }));
  }

  #open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #say(message) {
    this.#socket.send(JSON.stringify(message));
  }
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result.slice(reader.result.indexOf(',') + 1)));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
