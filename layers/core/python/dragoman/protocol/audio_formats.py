"""The formats that voices are encoded in."""

from dataclasses import dataclass, field
from typing import Final, Literal

VoiceFormat = Literal["audio/ogg", "audio/wav", "audio/mpeg"]
"""A content type."""


@dataclass(frozen=True)
class AudioFormat:
    extension: str
    """The extension of its files."""
    container: str
    """FFmpeg's name of the file format."""
    codec: str
    """FFmpeg's name of the encoder."""
    sample_rate_hz: int | None = None
    """None keeps the rate of the voice."""
    bit_rate: int | None = None
    """Bits per second; None where the codec has no choice."""
    options: dict[str, str] = field(default_factory=dict)
    """The options of the encoder."""


DEFAULT_FORMAT: Final[VoiceFormat] = "audio/ogg"
FORMATS: Final[dict[VoiceFormat, AudioFormat]] = {
    # The default effort (10) takes three times as long, for no audible difference in speech.
    "audio/ogg": AudioFormat("ogg", "ogg", "libopus", 48_000, 24_000, {"compression_level": "0"}),
    "audio/wav": AudioFormat("wav", "wav", "pcm_s16le"),
    "audio/mpeg": AudioFormat("mp3", "mp3", "libmp3lame", 44_100, 64_000),
}
"""The formats by content type, the default first."""
EXTENSIONS: Final[dict[str, str]] = {name: one.extension for name, one in FORMATS.items()}
"""File extensions by content type."""
