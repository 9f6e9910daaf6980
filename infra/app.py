"""`python -m infra.app --target aws|emulator`: CloudFormation, without Docker.

The CDK's own command line runs it too (cdk.json), with `-c target=aws -c languages=en,pt`.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from aws_cdk import App

from infra.aws import AwsTarget
from infra.emulator import EmulatorTarget
from infra.stack import DragomanStack
from infra.target import ROOT, Target

TARGETS: dict[str, Callable[[], Target]] = {"aws": AwsTarget, "emulator": EmulatorTarget}
DEFAULT_LANGUAGES = ("en", "pt")
ANY_ORIGIN = ("*",)


def synthesize(
    target: str | Target,
    out_dir: Path | None = None,
    languages: Sequence[str] = DEFAULT_LANGUAGES,
    origins: Sequence[str] = ANY_ORIGIN,
) -> Path:
    """Writes the templates and assets, and says where. A Target instead of its name carries
    settings of its own, such as the emulator's port. Raises LayerNotBuilt."""
    chosen = TARGETS[target]() if isinstance(target, str) else target
    return _build(_app(out_dir or default_out_dir(chosen.name)), chosen, languages, origins)


def default_out_dir(target: str) -> Path:
    return ROOT / "cdk.out" / target


def _app(out_dir: Path | None) -> App:
    return App(
        outdir=str(out_dir) if out_dir else None, analytics_reporting=False, tree_metadata=False
    )


def _build(app: App, target: Target, languages: Sequence[str], origins: Sequence[str]) -> Path:
    DragomanStack(app, "Dragoman", target=target, languages=languages, origins=origins)
    return Path(app.synth().directory)


def main() -> None:
    cli = argparse.ArgumentParser(prog="infra.app", description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--target", choices=TARGETS, help="default: aws")
    cli.add_argument("--out", type=Path, help="default: cdk.out/<target>")
    cli.add_argument("--languages", help="default: en,pt")
    cli.add_argument("--origins", help="web origins that may fetch audio; default: any")
    asked = cli.parse_args()

    cdk_decides = "CDK_OUTDIR" in os.environ
    out_dir = asked.out or default_out_dir(asked.target or "aws")
    app = _app(None if cdk_decides else out_dir)

    def choice(name: str, default: Sequence[str]) -> Sequence[str]:
        told = getattr(asked, name) or app.node.try_get_context(name)
        return str(told).split(",") if told else default

    (target,) = choice("target", ["aws"])
    languages = choice("languages", DEFAULT_LANGUAGES)
    written = _build(app, TARGETS[target](), languages, choice("origins", ANY_ORIGIN))
    print(written)


if __name__ == "__main__":
    main()
