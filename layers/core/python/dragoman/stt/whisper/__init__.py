"""Whisper: see README.md in this folder."""
