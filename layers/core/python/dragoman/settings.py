"""The only reader of the environment. Every variable is named `DRAGOMAN_` and the field's name, but
for one that is Lambda's own."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dragoman.errors import ConfigurationError

# Not Path.home(), which raises where the user has no home: Lambda runs images as such a one.
DEFAULT_MODELS_DIR = Path(os.path.expanduser("~/.cache/dragoman/models"))  # noqa: PTH111

MOST_CORES = 6
"""Those of the largest Lambda function; the models are too small to gain by more."""


def cores() -> int:
    """Those that this process may run on, `MOST_CORES` at most."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return min(len(allowed) or os.cpu_count() or 1, MOST_CORES)


class Settings(BaseSettings):
    """What a function is told by its deployment. Each function is given what it needs of it."""

    model_config = SettingsConfigDict(env_prefix="DRAGOMAN_", frozen=True)

    connections_table: str = ""
    messages_table: str = ""
    audio_bucket: str = ""
    callback_url: str = ""
    """Where @connections are posted to, with the stage."""
    state_machine_arn: str = ""
    model_functions: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated names of the functions that load models."""

    languages: Annotated[tuple[str, ...], NoDecode] = ("en", "pt")
    """Comma-separated; every direction between them is offered."""
    max_audio_s: float = Field(default=60.0, gt=0)
    max_upload_bytes: int = Field(default=12_000_000, gt=0)
    """60 s of 16-bit stereo WAV at 48 kHz."""
    url_lifetime_s: int = Field(default=3600, gt=0)
    retention_s: int = Field(default=86_400, gt=0)
    """How long messages and their events are kept."""
    connection_retention_s: int = Field(default=7800, gt=0)
    """How long a connection is known: API Gateway closes it after two hours."""

    usage_table: str = ""
    ticket_key_secret: str = ""
    """Name or ARN of the secret that signs tickets."""
    ticket_lifetime_s: int = Field(default=60, gt=0)
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ("*",)
    """Comma-separated web origins that may open sockets; `*` for any."""
    guests: bool = True
    """Whether someone without an account may ask for a ticket."""
    tickets_per_minute: int = Field(default=30, gt=0)
    """To guests behind one address, or to one user; over HTTP each request for a translation or an
    upload counts as one."""
    looks_per_minute: int = Field(default=300, gt=0)
    """Over HTTP, of guests behind one address or of one user: to see what came of a message, or to have
    it forgotten."""
    segments_per_minute: int = Field(default=120, gt=0)
    segments_at_once: int = Field(default=30, gt=0)
    segments_under_way: int = Field(default=16, gt=0)
    audio_s_per_day: float = Field(default=7200.0, gt=0)
    """Of one speaker: what bounds the cost of each."""
    messages_per_second: int = Field(default=50, gt=0)
    """Of one connection."""
    segments_in_all: int = Field(default=300, gt=0)
    """Of all speakers, under way at once: a segment holds three functions at most, and a grown
    account has a thousand. A new one may have ten: there it takes 3."""

    hold_s: float = Field(default=20.0, gt=0)
    """How long a request over HTTP waits for its translation: API Gateway allows 29 s for all."""

    packs: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated names of the model packs that the functions carry, for one that carries none;
    without them, those in `models_dir`."""
    models_dir: Path = DEFAULT_MODELS_DIR
    threads: int = Field(default_factory=cores, gt=0)
    """CPU threads one model may use; of a machine that says nothing, all its cores."""
    voice_start_s: float = Field(default=0.0, ge=0)
    """A natural voice that has not begun after so long is stood in for by a basic one; 0 waits."""
    initialization_type: str = Field(default="", validation_alias="AWS_LAMBDA_INITIALIZATION_TYPE")
    """Why Lambda started this environment."""

    aws_timeout_s: float = Field(default=5.0, gt=0)
    """Connect and read timeout of every AWS call."""

    @field_validator("languages", "packs", "model_functions", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @property
    def provisioned(self) -> bool:
        """Whether this environment was started before anybody spoke, to wait for who does."""
        return self.initialization_type == "provisioned-concurrency"

    def need(self, name: str) -> str:
        """A setting without which this function cannot work. Raises ConfigurationError."""
        value = getattr(self, name)
        if not value:
            raise ConfigurationError(f"DRAGOMAN_{name.upper()} is not set")
        return str(value)
