// Replaces the microphone by one that the test plays recordings into, whenever it likes.
(() => {
  let context;
  let destination;
  window.microphone = {
    owns: (other) => other === context,
    // Resolves when the recording (base64 WAV) has been played.
    play: async (wav) => {
      const bytes = Uint8Array.from(atob(wav), (c) => c.charCodeAt(0));
      const source = context.createBufferSource();
      source.buffer = await context.decodeAudioData(bytes.buffer);
      source.connect(destination);
      source.start();
      await new Promise((resolve) => {
        source.onended = resolve;
      });
    },
  };
  if (!navigator.mediaDevices) return; // an insecure address
  navigator.mediaDevices.getUserMedia = async () => {
    context ??= new AudioContext({ sampleRate: 48_000 });
    await context.resume();
    destination = context.createMediaStreamDestination();
    return destination.stream;
  };
})();
