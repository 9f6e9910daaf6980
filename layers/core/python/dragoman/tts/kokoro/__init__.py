"""Kokoro-82M (Apache-2.0) as a voice engine.

phonemes.py    text to the symbols that Kokoro was trained on
vocabulary.py  symbols to tokens
utterances.py  symbols cut into utterances that the network speaks well
voice.py       what makes one voice: its styles and its normalization statistics
weights.py     the trained tensors, out of the quantized network
acoustics.py   the first half: from tokens to acoustic frames
generator.py   the second half, drawn so that it can run piece by piece
excitation.py  the harmonic source that the generator shapes
spectrum.py    from the generator's spectrum to samples
network.py     both halves together
engine.py      the `VoiceEngine`
calibrate.py   makes the voice files that travel with this package
"""
