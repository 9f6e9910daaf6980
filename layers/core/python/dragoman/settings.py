"""The only reader of the environment. A variable has the name of its field after `DRAGOMAN_`, except
for one of Lambda's own."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dragoman.errors import ConfigurationError

# Not Path.home(), which raises where the user has no home: Lambda runs images as such a one.
DEFAULT_MODELS_DIR = Path(os.path.expanduser("~/.cache/dragoman/models"))  # noqa: PTH111
DEFAULT_MEMORY_DIR = Path(os.path.expanduser("~/.local/share/dragoman/memory"))  # noqa: PTH111

MAX_CORES = 6
"""The vCPUs of the largest Lambda function; the models are too small to gain from more."""


def cores() -> int:
    """The number of cores that this process may use, at most `MAX_CORES`."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return min(len(allowed) or os.cpu_count() or 1, MAX_CORES)


class Settings(BaseSettings):
    """The settings of a function. A deployment gives each function only what it needs."""

    model_config = SettingsConfigDict(env_prefix="DRAGOMAN_", frozen=True)

    connections_table: str = ""
    messages_table: str = ""
    audio_bucket: str = ""
    callback_url: str = ""
    """The address of the @connections API, with its stage."""
    state_machine_arn: str = ""
    model_functions: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated names of the functions that load models."""
    captions_function: str = ""
    """The name of the function that makes captions; empty if captions are off."""
    translate_function: str = ""
    """The name of the function that translates captions."""

    languages: Annotated[tuple[str, ...], NoDecode] = ("en", "pt")
    """Comma-separated; every direction between them is supported."""
    max_audio_s: float = Field(default=60.0, gt=0)
    max_upload_bytes: int = Field(default=12_000_000, gt=0)
    """60 s of 16-bit stereo WAV at 48 kHz."""
    url_lifetime_s: int = Field(default=3600, gt=0)
    retention_s: int = Field(default=86_400, gt=0)
    """The retention of messages and their events."""
    connection_retention_s: int = Field(default=7800, gt=0)
    """The retention of a connection, which API Gateway closes after two hours."""

    rooms_table: str = ""
    room_participants: int = Field(default=20, gt=0)
    """Participants of a room."""
    room_languages: int = Field(default=6, gt=0)
    """Languages of a room: a turn is translated and spoken once for each."""
    room_code_lifetime_s: int = Field(default=600, gt=0)
    room_code_attempts: int = Field(default=10, gt=0)
    """Wrong room codes of the guests behind one address, or of one user, in ten minutes."""

    usage_table: str = ""
    ticket_key_secret: str = ""
    """The name or ARN of the secret that signs tickets."""
    ticket_lifetime_s: int = Field(default=60, gt=0)
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ("*",)
    """Comma-separated web origins that may open sockets; `*` for any."""
    user_pool_id: str = ""
    """The Cognito user pool whose disabled users are disconnected; empty for none."""
    guests: bool = True
    """Whether people without an account may use the service."""
    tickets_per_minute: int = Field(default=30, gt=0)
    """Tickets for the guests behind one address, or for one user; a translation or an upload over HTTP
    counts as one."""
    reads_per_minute: int = Field(default=300, gt=0)
    """HTTP requests of the guests behind one address, or of one user, that read or delete messages."""
    segments_per_minute: int = Field(default=120, gt=0)
    segments_at_once: int = Field(default=30, gt=0)
    segments_under_way: int = Field(default=16, gt=0)
    audio_s_per_day: float = Field(default=7200.0, gt=0)
    """The quota of one speaker, which bounds what one speaker can cost."""
    max_audio_s_per_day: float = Field(default=1_000_000.0, gt=0)
    """The ceiling of the whole deployment, which bounds what a day can cost: about 45 USD."""
    request_cost_per_minute: int = Field(default=1_200, gt=0)
    """The cost of requests that one speaker may have, in writes to storage."""
    messages_per_second: int = Field(default=50, gt=0)
    """The rate limit of one connection."""
    max_concurrent_segments: int = Field(default=300, gt=0)
    """Segments of all speakers in progress at once. A segment holds at most three functions; an
    account may run a thousand, and a new account ten, where 3 is right."""

    hold_s: float = Field(default=20.0, gt=0)
    """The maximum wait of an HTTP request for its translation; API Gateway allows 29 s in all."""

    packs: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated names of the model packs of the deployment, for functions without models; empty
    for the packs in `models_dir`."""
    models_dir: Path = DEFAULT_MODELS_DIR
    memory_dir: Path = DEFAULT_MEMORY_DIR
    """The folder of the deployment's or the user's own translation memories."""
    threads: int = Field(default_factory=cores, gt=0)
    """The CPU threads of one model."""
    voice_start_s: float = Field(default=0.0, ge=0)
    """Seconds after which a basic voice replaces a natural voice that has not started; 0 waits."""
    initialization_type: str = Field(default="", validation_alias="AWS_LAMBDA_INITIALIZATION_TYPE")
    """The reason for which Lambda started this environment."""

    aws_timeout_s: float = Field(default=5.0, gt=0)
    """Connect and read timeout of every AWS call."""

    @field_validator("languages", "packs", "model_functions", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @property
    def provisioned(self) -> bool:
        """Whether this environment was started ahead of any request."""
        return self.initialization_type == "provisioned-concurrency"

    def need(self, name: str) -> str:
        """The value of a required setting. Raises ConfigurationError."""
        value = getattr(self, name)
        if not value:
            raise ConfigurationError(f"DRAGOMAN_{name.upper()} is not set")
        return str(value)
