// Runs before the app. Records what the page plays and which states it goes through, so that tests can
// assert histories instead of momentary states.
(() => {
  const audio = { loudest: 0, seconds: 0, starts: [], unlocked: false };
  window.audio = audio;
  const { connect } = AudioNode.prototype;
  const analysers = new WeakMap();
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) connect.call(this, analyserOf(this.context));
    return connect.call(this, target, ...rest);
  };
  const { start } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (when, offset) {
    if (!window.microphone?.owns(this.context))
      audio.starts.push({
        when,
        offset: offset ?? 0,
        duration: this.buffer.duration,
        rate: this.context.sampleRate,
        at: performance.now(),
      });
    return start.call(this, when, offset);
  };
  const { resume } = AudioContext.prototype;
  AudioContext.prototype.resume = function () {
    audio.unlocked ||= navigator.userActivation.isActive;
    return resume.call(this);
  };
  function analyserOf(context) {
    if (analysers.has(context)) return analysers.get(context);
    const analyser = context.createAnalyser();
    analysers.set(context, analyser);
    const samples = new Float32Array(analyser.fftSize);
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      audio.loudest = Math.max(audio.loudest, peak);
      if (peak > 0.02) audio.seconds += 0.05;
    }, 50);
    return analyser;
  }

  // The history of each watched element: every value it took, in order, with its time.
  const watched = {
    talk0: () => document.querySelector('.panel[data-side="0"] .talk-button')?.dataset.state,
    talk1: () => document.querySelector('.panel[data-side="1"] .talk-button')?.dataset.state,
    text0: () => lastText('.panel[data-side="0"] .text'),
    text1: () => lastText('.panel[data-side="1"] .text'),
    pending1: () => lastText('.panel[data-side="1"] .pending'),
    steps: () => [...document.querySelectorAll('.message:last-child .step-line circle')].map((c) => c.dataset.step).join(),
    status: () => document.querySelector('.panel[data-side="0"] .message:last-child')?.dataset.status,
    stage: () => lastText('.stage'),
    banner: () => lastText('.banner[data-shown]'),
    notice0: () => lastText('.panel[data-side="0"] .notice'),
    notice1: () => lastText('.panel[data-side="1"] .notice'),
    announced: () => lastText('[role=log] p:last-child'),
    playing: () => document.querySelector('[data-playing]')?.getAttribute('aria-label'),
  };
  const seen = [];
  window.seen = seen;
  const last = {};
  const reactions = [];
  const look = () => {
    for (const [name, read] of Object.entries(watched)) {
      const value = read() ?? '';
      if (value === (last[name] ?? '')) continue;
      last[name] = value;
      seen.push({ name, value, at: performance.now() });
    }
    for (const reaction of [...reactions])
      if (document.querySelector(reaction.selector)) {
        reactions.splice(reactions.indexOf(reaction), 1);
        reaction.action();
      }
  };
  // Calls the action as soon as the selector matches, without a round trip to the test.
  window.whenSeen = (selector, action) => {
    reactions.push({ selector, action });
    look();
  };
  const observe = () =>
    new MutationObserver(look).observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
  observe();
  function lastText(selector) {
    return [...document.querySelectorAll(selector)].at(-1)?.textContent;
  }
})();
