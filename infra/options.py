"""The options of a deployment: `-c NAME=VALUE`, or `"context"` in cdk.json.

`python -m infra.options` prints the table of docs/deploy.md.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, Self

from constructs import Construct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dragoman.errors import PackUnknown
from dragoman.models.resolve import packs_of
from infra.target import ROOT

PRODUCTION: Final = "prod"
"""The stage that keeps its data when its stack is deleted."""
NEW_POOL: Final = "new"
SPEAKER_LIMITS: Final = (
    "segments_per_minute",
    "segments_at_once",
    "segments_under_way",
    "audio_s_per_day",
    "messages_per_second",
)
ROOM_LIMITS: Final = ("room_participants", "room_languages", "room_code_attempts")
DEPLOYMENT_LIMITS: Final = ("max_concurrent_segments", "max_audio_s_per_day")
LIMITS: Final = (
    *SPEAKER_LIMITS, *ROOM_LIMITS, *DEPLOYMENT_LIMITS, "tickets_per_minute", "reads_per_minute",
)  # fmt: skip
"""Options that become settings of the functions; `dragoman.settings` has their defaults."""
_RETENTIONS_DAYS: Final = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731}
_OTHER_KEYS: Final = {"target", "endpoint_url", "cli-telemetry", "acknowledged-issue-numbers"}
"""Context keys of `infra.app` and of the CDK's command line."""
_FUNCTIONS: Final = frozenset(
    path.parent.name if path.stem == "handler" else path.stem
    for path in ROOT.glob("functions/*/*.py")
)


class InvalidOption(Exception):
    """An unknown option, or a value that the option does not accept."""


def _split(value: object) -> object:
    """The items of `en,pt`; a list of cdk.json as it is."""
    return [item for item in value.split(",") if item] if isinstance(value, str) else value


def _split_pairs(value: object) -> object:
    """The mapping in `accept:2,http:1`; a mapping of cdk.json as it is."""
    if not isinstance(value, str):
        return value
    return {name: number for name, _, number in (item.partition(":") for item in value.split(","))}


CommaSeparated = Annotated[tuple[str, ...], BeforeValidator(_split)]
PerFunction = Annotated[Mapping[str, int], BeforeValidator(_split_pairs)]
Limit = Annotated[int | None, Field(gt=0)]


class Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    stage: str = Field(default="dev", pattern=r"^[a-z][a-z0-9-]{0,15}$")
    """Part of the stack's name; an account can hold several stages. `prod` keeps its tables, audio
    and users when the stack is deleted, and its logs longer. Any other stage leaves nothing."""
    languages: CommaSeparated = Field(default=("en", "pt"), min_length=1)
    """Languages that people speak. Every direction between them is offered; the images carry the
    models."""
    packs: CommaSeparated = Field(default=(), examples=["voice:pt_BR-faber-medium,whisper-small"])
    """Additional model packs in the images, named as for `models add`. The best of several packs
    for one purpose is used."""
    origins: CommaSeparated = ()
    """Web origins that may use the service besides the site's own (`https://example.org`)."""
    architecture: Literal["arm64", "x86_64"] = "arm64"
    """The architecture of all functions."""
    memory_mb: PerFunction = Field(default={}, examples=["transcribe:5307,synthesize:3538"])
    """Memory of single functions, and so their share of CPU: 1,769 MB is one core."""
    provisioned: PerFunction = Field(default={}, examples=["transcribe:1,synthesize:2"])
    """Provisioned concurrency of single functions, which is paid for around the clock."""
    reserved: PerFunction = Field(default={}, examples=["authorize:20,connect:20,accept:50"])
    """Reserved concurrency of single functions: others cannot use it up, and they cannot exceed it."""
    canary: bool = False
    """Whether a new version of a function first gets a tenth of the traffic for 15 minutes, and is
    rolled back if an alarm goes off."""
    protected: bool = False
    """Whether `prod` is protected from deletion. `make deploy` sets it once a deployment has succeeded."""
    site: bool = True
    """Whether to serve the web app. A new account may not create CloudFront distributions yet."""
    log_retention_days: int | None = None
    """Days for which logs are kept; by default 30 in `prod` and 7 in other stages."""
    user_pool: str = ""
    """The users who may speak: empty for guests, the id of a Cognito user pool, or `new` for a pool
    of the stack."""
    guests: bool = False
    """Whether `prod` may be used without a user pool, by anyone. Other stages need no such consent."""
    user_pool_clients: CommaSeparated = ()
    """Clients of that pool whose tokens are accepted. The first is that of the web app."""
    user_pool_domain: str = Field(
        default="",
        pattern=r"^$|^https://[^/\s]+$",
        examples=["https://example.auth.eu-west-1.amazoncognito.com"],
    )
    """The origin of that pool's sign-in page; without it the web app cannot be used with the pool."""
    alarm_email: str = Field(default="", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    """The address that gets the alarms; it must confirm the subscription. Without it, nobody does."""
    site_domain: str = Field(default="", examples=["talk.example.org"])
    """A domain name for the site; create its DNS record yourself."""
    site_certificate: str = Field(default="", pattern=r"^$|^arn:[^:]+:acm:us-east-1:")
    """ARN of the certificate for that domain. CloudFront accepts only us-east-1."""
    hsts_subdomains: bool = False
    """Whether browsers must use https for every subdomain of `site_domain`, too."""
    segments_per_minute: Limit = None
    """Segments per minute of one speaker, on average."""
    segments_at_once: Limit = None
    """Segments of one speaker in a burst."""
    segments_under_way: Limit = None
    """Segments of one speaker in progress at any time."""
    audio_s_per_day: Limit = None
    """Seconds of audio a day of one speaker, which limit what each speaker can cost."""
    messages_per_second: Limit = None
    """Messages per second of one connection, of any kind."""
    room_participants: Limit = None
    """Participants of a room."""
    room_languages: Limit = None
    """Languages of a room; each turn is translated and spoken once for each."""
    room_code_attempts: Limit = None
    """Wrong room codes in ten minutes of the guests behind one address, and of one user."""
    max_concurrent_segments: Limit = None
    """Segments of all speakers in progress at any time."""
    max_audio_s_per_day: Limit = None
    """Seconds of audio a day of all speakers, which limit what a day can cost. New segments are then
    refused as `busy`."""
    captions: bool = True
    """Whether words are shown while someone speaks, which adds more than half to the price of an
    utterance (docs/cost.md)."""
    voice_start_s: Annotated[float | None, Field(gt=0)] = None
    """Seconds after which a basic voice replaces a natural voice that has not started because it is
    busy. By default the natural voice is waited for; `cdk.json` sets 1.5."""
    max_messages_per_second: int = Field(default=200, gt=0)
    """WebSocket messages per second of all clients, with bursts of twice as many."""
    max_requests_per_second: int = Field(default=50, gt=0)
    """HTTP requests per second of all clients, with bursts of twice as many."""
    tickets_per_minute: Limit = None
    """Tickets per minute for the guests behind one address, and for one user. Each new message over
    HTTP counts as one."""
    reads_per_minute: Limit = None
    """Status requests per minute over HTTP of the guests behind one address, and of one user."""

    @model_validator(mode="after")
    def _check_functions(self) -> Self:
        for name in ("memory_mb", "provisioned", "reserved"):
            if unknown := set(getattr(self, name)) - _FUNCTIONS:
                raise ValueError(f"{name}: unknown function {', '.join(sorted(unknown))}")
        if any(not 128 <= size <= 10_240 for size in self.memory_mb.values()):
            raise ValueError("memory_mb: must be between 128 and 10240 MB")
        if any(count < 1 for count in (*self.provisioned.values(), *self.reserved.values())):
            raise ValueError(
                "provisioned, reserved: must be at least 1; leave the function out for none"
            )
        if any(self.reserved.get(name, count) < count for name, count in self.provisioned.items()):
            raise ValueError("reserved: must not be less than provisioned")
        return self

    @model_validator(mode="after")
    def _check_combinations(self) -> Self:
        try:
            packs_of(self.packs)
        except PackUnknown as error:
            raise ValueError(f"packs: {error}") from error
        if self.protected and not self.retains_data:
            raise ValueError("protected: only possible for prod")
        if self.site_domain and not self.site:
            raise ValueError("site_domain: requires site=true")
        if self.log_retention_days not in {None, *_RETENTIONS_DAYS}:
            raise ValueError(f"log_retention_days: must be one of {sorted(_RETENTIONS_DAYS)}")
        if bool(self.site_domain) != bool(self.site_certificate):
            raise ValueError("site_domain and site_certificate: set both or neither")
        if bool(self.user_pool_clients) != (self.user_pool not in {"", NEW_POOL}):
            raise ValueError(
                "user_pool_clients: required with an existing user_pool, and only then"
            )
        if self.user_pool_domain and not self.user_pool_clients:
            raise ValueError("user_pool_domain: only with an existing user_pool")
        if self.retains_data and not self.user_pool and not self.guests:
            raise ValueError("stage: prod requires user_pool, or guests=true if anyone may use it")
        if self.guests and self.user_pool:
            raise ValueError("guests: cannot be combined with user_pool")
        return self

    @property
    def retains_data(self) -> bool:
        """Whether tables, audio and users outlive the stack."""
        return self.stage == PRODUCTION

    @property
    def log_days(self) -> int:
        return self.log_retention_days or (30 if self.retains_data else 7)

    @property
    def limits(self) -> Mapping[str, str]:
        """The limits that were set."""
        values = {name: getattr(self, name) for name in LIMITS}
        return {name: str(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_context(cls, scope: Construct) -> Self:
        """The options in the CDK's context. Raises InvalidOption."""
        context = scope.node.get_all_context()
        return cls.parse({name: context[name] for name in context if _is_option(name)})

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> Self:
        """Raises InvalidOption."""
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            problems = "\n".join(_describe(problem) for problem in error.errors())
            raise InvalidOption(problems) from error


def _is_option(name: str) -> bool:
    """Whether a context key is ours. Most of the CDK's contain a colon or a slash."""
    return ":" not in name and "/" not in name and name not in _OTHER_KEYS


def _describe(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"Unknown option {where}. The options are: {', '.join(Options.model_fields)}"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def table() -> Sequence[str]:
    """The lines of the Markdown table of all options."""
    rows = ["| option | default | meaning |", "|---|---|---|"]
    for name, field in Options.model_fields.items():
        example = f" `{name}={field.examples[0]}`" if field.examples else ""
        described = " ".join((field.description or "").split())
        rows.append(f"| `{name}` | {_format_default(field.default)} | {described}{example} |")
    return rows


def _format_default(default: object) -> str:
    match default:
        case tuple() if default:
            return f"`{','.join(default)}`"
        case bool():
            return f"`{str(default).lower()}`"
        case int():
            return f"`{default}`"
        case str() if default:
            return f"`{default}`"
    return ""


if __name__ == "__main__":
    print("\n".join(table()))
