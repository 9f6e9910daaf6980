"""Decoding, encoding and chunking of audio."""
