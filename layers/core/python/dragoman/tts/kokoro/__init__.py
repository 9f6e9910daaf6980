"""Kokoro-82M (Apache-2.0) as a voice engine.

phonemes.py    text to the symbols that Kokoro was trained on
vocabulary.py  symbols to tokens
utterances.py  symbols split into utterances of a suitable length
voice.py       the data of a voice: styles and normalization statistics
weights.py     the trained tensors, from the quantized network
acoustics.py   the first part: from tokens to acoustic frames
generator.py   the second part, rebuilt so that it can run in chunks
excitation.py  the harmonic source, an input of the generator
spectrum.py    from the generator's spectrum to samples
network.py     both parts together
engine.py      the `VoiceEngine`
calibrate.py   writes the voice files of this package
"""
