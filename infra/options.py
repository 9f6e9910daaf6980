"""What whoever deploys may choose: `-c NAME=VALUE`, or `"context"` in cdk.json.

`python -m infra.options` prints the table of docs/deploy.md.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, Self

from constructs import Construct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dragoman.errors import PackUnknown
from dragoman.models.resolve import packs_of
from infra.target import ROOT

LASTING: Final = "prod"
"""The stage whose data outlives its stack."""
NEW_POOL: Final = "new"
SPEAKER_LIMITS: Final = (
    "segments_per_minute",
    "segments_at_once",
    "segments_under_way",
    "audio_s_per_day",
    "messages_per_second",
)
LIMITS: Final = (*SPEAKER_LIMITS, "segments_in_all", "tickets_per_minute", "looks_per_minute")
"""Options that are settings of the functions: `dragoman.settings` says what they are otherwise."""
_RETENTIONS_DAYS: Final = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731}
_FUNCTIONS: Final = frozenset(path.parent.name for path in ROOT.glob("functions/*/handler.py"))


class WrongOption(Exception):
    """An option that there is not, or with a value that it cannot have."""


def _words(told: object) -> object:
    return [word for word in told.split(",") if word] if isinstance(told, str) else told


def _pairs(told: object) -> object:
    """`accept:2,http:1`, or a mapping as cdk.json has it."""
    if not isinstance(told, str):
        return told
    return {name: value for name, _, value in (word.partition(":") for word in told.split(","))}


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
OfFunctions = Annotated[Mapping[str, int], BeforeValidator(_pairs)]
Limit = Annotated[int | None, Field(gt=0)]


class Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    stage: str = Field(default="dev", pattern=r"^[a-z][a-z0-9-]{0,15}$")
    """Part of the stack's name, so that an account can hold several. `prod` keeps its tables, audio
    and users when the stack is deleted, and its logs longer; any other stage leaves nothing."""
    languages: Words = Field(default=("en", "pt"), min_length=1)
    """What people speak. Every direction between them is offered, and its models go into images."""
    packs: Words = Field(default=(), examples=["voice:pt_BR-faber-medium,whisper-small"])
    """Model packs that go into images beside those, in the words of `models add`; of several for
    one purpose the best is used."""
    origins: Words = ()
    """Web origins that may use the service, beside the site's own (`https://example.org`)."""
    architecture: Literal["arm64", "x86_64"] = "arm64"
    """Of every function, but for those whose libraries have no arm64 build (translate)."""
    memory_mb: OfFunctions = Field(default={}, examples=["transcribe:5307,synthesize:3538"])
    """Memory of single functions, and with it their share of CPU: 1,769 MB is one core."""
    provisioned: OfFunctions = Field(default={}, examples=["transcribe:1,synthesize:2"])
    """Environments of single functions that are kept warm, and paid for, day and night."""
    log_retention_days: int | None = None
    """How long logs are kept; otherwise 30 days in `prod`, 7 elsewhere."""
    user_pool: str = ""
    """Who may speak: nothing for guests, the id of a Cognito pool, or `new` for one of the stack."""
    user_pool_clients: Words = ()
    """Clients of that pool whose tokens are taken."""
    site_domain: str = Field(default="", examples=["talk.example.org"])
    """A name of one's own for the site; its DNS record is made elsewhere."""
    site_certificate: str = Field(default="", pattern=r"^$|^arn:[^:]+:acm:us-east-1:")
    """ARN of the certificate for that name; CloudFront takes it from us-east-1 alone."""
    segments_per_minute: Limit = None
    """Of one speaker, in the long run."""
    segments_at_once: Limit = None
    """Of one speaker, in a burst."""
    segments_under_way: Limit = None
    """Of one speaker, at any time."""
    audio_s_per_day: Limit = None
    """Of one speaker: seconds heard a day, which bound what each can cost."""
    messages_per_second: Limit = None
    """Of one connection, of any kind."""
    segments_in_all: Limit = None
    """Under way at any time, of everybody together."""
    voice_start_s: Annotated[float | None, Field(gt=0)] = None
    """Seconds after which a basic voice speaks in place of a natural one that has not begun, because
    it is busy; otherwise the natural one is waited for. 1.5 in `cdk.json`."""
    tickets_per_minute: Limit = None
    """To the guests behind one address, and to one user; each beginning over HTTP counts as one."""
    looks_per_minute: Limit = None
    """Over HTTP, of the guests behind one address, and of one user."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for name in ("memory_mb", "provisioned"):
            if unknown := set(getattr(self, name)) - _FUNCTIONS:
                raise ValueError(f"{name}: there is no function {', '.join(sorted(unknown))}")
        try:
            packs_of(self.packs)
        except PackUnknown as unknown_pack:
            raise ValueError(f"packs: {unknown_pack}") from unknown_pack
        if any(not 128 <= size <= 10_240 for size in self.memory_mb.values()):
            raise ValueError("memory_mb: Lambda gives 128 to 10240 MB")
        if any(count < 1 for count in self.provisioned.values()):
            raise ValueError("provisioned: at least 1, or leave the function out")
        if self.log_retention_days not in {None, *_RETENTIONS_DAYS}:
            raise ValueError(f"log_retention_days: one of {sorted(_RETENTIONS_DAYS)}")
        if bool(self.site_domain) != bool(self.site_certificate):
            raise ValueError("site_domain and site_certificate: both or neither")
        if bool(self.user_pool_clients) != (self.user_pool not in {"", NEW_POOL}):
            raise ValueError("user_pool_clients: of an existing user_pool, which needs them")
        return self

    @property
    def lasting(self) -> bool:
        return self.stage == LASTING

    @property
    def logs_kept_days(self) -> int:
        return self.log_retention_days or (30 if self.lasting else 7)

    @property
    def limits(self) -> Mapping[str, str]:
        """Those that were chosen."""
        chosen = {name: getattr(self, name) for name in LIMITS}
        return {name: str(value) for name, value in chosen.items() if value is not None}

    @classmethod
    def of(cls, scope: Construct) -> Self:
        """Out of the CDK's context. Raises WrongOption."""
        told = scope.node.get_all_context()
        return cls.told({name: told[name] for name in told if _is_ours(name)})

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> Self:
        """Raises WrongOption."""
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise WrongOption("\n".join(_plain(problem) for problem in error.errors())) from error


def _is_ours(name: str) -> bool:
    """Not the CDK's own, which have colons in their names, nor what `infra.app` itself asks for."""
    return ":" not in name and "/" not in name and name not in {"target", "endpoint_url"}


def _plain(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"There is no option {where}. There are: {', '.join(Options.model_fields)}"
    said = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}: {said}" if where else said


def table() -> Sequence[str]:
    """Of Markdown."""
    rows = ["| option | otherwise | |", "|---|---|---|"]
    for name, field in Options.model_fields.items():
        example = f" `{name}={field.examples[0]}`" if field.examples else ""
        described = " ".join((field.description or "").split())
        rows.append(f"| `{name}` | {_shown(field.default)} | {described}{example} |")
    return rows


def _shown(default: object) -> str:
    match default:
        case tuple() if default:
            return f"`{','.join(default)}`"
        case str() if default:
            return f"`{default}`"
    return ""


if __name__ == "__main__":
    print("\n".join(table()))
