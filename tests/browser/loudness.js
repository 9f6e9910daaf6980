// Before the app begins: what reaches the loudspeaker is measured, what is scheduled is noted, and
// whether sound was asked for in a gesture.
(() => {
  const heard = { loudest: 0, seconds: 0, starts: [], unlocked: false };
  window.heard = heard;
  const { connect } = AudioNode.prototype;
  const taps = new WeakMap();
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) connect.call(this, tapOf(this.context));
    return connect.call(this, target, ...rest);
  };
  const { start } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (when, offset) {
    heard.starts.push({ when, offset: offset ?? 0, duration: this.buffer.duration, rate: this.context.sampleRate });
    return start.call(this, when, offset);
  };
  const { resume } = AudioContext.prototype;
  AudioContext.prototype.resume = function () {
    heard.unlocked ||= navigator.userActivation.isActive;
    return resume.call(this);
  };
  function tapOf(context) {
    if (taps.has(context)) return taps.get(context);
    const tap = context.createAnalyser();
    taps.set(context, tap);
    const samples = new Float32Array(tap.fftSize);
    setInterval(() => {
      tap.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      heard.loudest = Math.max(heard.loudest, peak);
      if (peak > 0.02) heard.seconds += 0.05;
    }, 50);
    return tap;
  }
})();
