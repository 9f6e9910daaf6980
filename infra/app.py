"""`python -m infra.app --target aws|emulator`: CloudFormation, without Docker.

The CDK's own command line runs it too (cdk.json), with `-c target=aws -c languages=en,pt`, and
`-c user_pool=ID -c user_pool_clients=ID,ID` or a limit (`-c audio_s_per_day=3600`), and
`-c site_domain=NAME -c site_certificate=ARN` (of us-east-1) for a site with a name of its own.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from aws_cdk import App

from infra.aws import AwsTarget
from infra.dependency_layer import LayerNotBuilt
from infra.emulator import EmulatorTarget
from infra.http import Users
from infra.site import Domain, WebAppNotBuilt
from infra.stack import LIMITS, DragomanStack
from infra.target import ROOT, Target

TARGETS: dict[str, Callable[[], Target]] = {"aws": AwsTarget, "emulator": EmulatorTarget}
DEFAULT_LANGUAGES = ("en", "pt")


def synthesize(
    target: str | Target,
    out_dir: Path | None = None,
    languages: Sequence[str] = DEFAULT_LANGUAGES,
    origins: Sequence[str] = (),
) -> Path:
    """Writes the templates and assets, and says where. A Target instead of its name carries
    settings of its own, such as the emulator's port. Raises LayerNotBuilt, WebAppNotBuilt."""
    chosen = TARGETS[target]() if isinstance(target, str) else target
    return _build(_app(out_dir or default_out_dir(chosen.name)), chosen, languages, origins)


def default_out_dir(target: str) -> Path:
    return ROOT / "cdk.out" / target


def _app(out_dir: Path | None) -> App:
    return App(
        outdir=str(out_dir) if out_dir else None, analytics_reporting=False, tree_metadata=False
    )


def _build(app: App, target: Target, languages: Sequence[str], origins: Sequence[str]) -> Path:
    told = {name: app.node.try_get_context(name) for name in LIMITS}
    DragomanStack(
        app,
        "Dragoman",
        target=target,
        languages=languages,
        origins=origins,
        users=_users(app),
        limits={name: str(told[name]) for name in LIMITS if told[name] is not None},
    )
    return Path(app.synth().directory)


def _users(app: App) -> Users | None:
    """`-c user_pool=ID -c user_pool_clients=ID,ID`."""
    pool = app.node.try_get_context("user_pool")
    clients = app.node.try_get_context("user_pool_clients")
    return Users(str(pool), str(clients).split(",")) if pool else None


def _domain(app: App) -> Domain | None:
    """`-c site_domain=NAME -c site_certificate=ARN`."""
    name = app.node.try_get_context("site_domain")
    certificate = app.node.try_get_context("site_certificate")
    return Domain(str(name), str(certificate)) if name and certificate else None


def main() -> None:
    cli = argparse.ArgumentParser(prog="infra.app", description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--target", choices=TARGETS, help="default: aws")
    cli.add_argument("--out", type=Path, help="default: cdk.out/<target>")
    cli.add_argument("--languages", help="default: en,pt")
    cli.add_argument("--origins", help="web origins that may connect, beside the site's own")
    asked = cli.parse_args()

    cdk_decides = "CDK_OUTDIR" in os.environ
    out_dir = asked.out or default_out_dir(asked.target or "aws")
    app = _app(None if cdk_decides else out_dir)

    def choice(name: str, default: Sequence[str]) -> Sequence[str]:
        told = getattr(asked, name) or app.node.try_get_context(name)
        return str(told).split(",") if told else default

    (name,) = choice("target", ["aws"])
    target = AwsTarget(domain=_domain(app)) if name == "aws" else TARGETS[name]()
    try:
        print(_build(app, target, choice("languages", DEFAULT_LANGUAGES), choice("origins", ())))
    except (LayerNotBuilt, WebAppNotBuilt) as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
