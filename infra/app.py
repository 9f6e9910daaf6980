"""`python -m infra.app --target aws|localstack|emulator -c NAME=VALUE`: CloudFormation, offline.

The CDK's own command line runs it too (cdk.json), with `-c target=...`. What may be chosen is in
`infra.options`.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra.aws import AwsTarget
from infra.dependency_layer import LayerNotBuilt
from infra.emulator import EmulatorTarget
from infra.localstack import LocalStackTarget
from infra.options import Options, WrongOption
from infra.site import WebAppNotBuilt
from infra.stack import DragomanStack
from infra.target import LOCAL_ENDPOINT, ROOT, Target

TARGETS: Mapping[str, Callable[[Options, str], Target]] = {
    "aws": lambda options, _: AwsTarget(options),
    "localstack": LocalStackTarget,
    "emulator": lambda _, endpoint_url: EmulatorTarget(endpoint_url),
}
CDK_FLAGS = {
    # A function whose layer or settings changed alone is a new version too, to which its alias goes.
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
}


def synthesize(
    target: str | Target, out_dir: Path | None = None, options: Options | None = None
) -> Path:
    """Writes the templates and assets, and says where. A Target instead of its name carries
    settings of its own, such as the emulator's port. Raises LayerNotBuilt, WebAppNotBuilt."""
    options = options or Options()
    chosen = TARGETS[target](options, LOCAL_ENDPOINT) if isinstance(target, str) else target
    return _build(new_app(out_dir or default_out_dir(chosen.name)), chosen, options)


def default_out_dir(target: str) -> Path:
    return ROOT / "cdk.out" / target


def new_app(out_dir: Path | None, context: Mapping[str, Any] | None = None) -> App:
    return App(
        outdir=str(out_dir) if out_dir else None,
        context=CDK_FLAGS | dict(context or {}),
        analytics_reporting=False,
        tree_metadata=False,
    )


def _build(app: App, target: Target, options: Options) -> Path:
    DragomanStack(app, "Dragoman", target=target, options=options)
    return Path(app.synth().directory)


def main(arguments: Sequence[str] | None = None) -> None:
    cli = argparse.ArgumentParser(prog="infra.app", description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--target", choices=TARGETS, help="default: aws")
    cli.add_argument("--out", type=Path, help="default: cdk.out/<target>")
    cli.add_argument(
        "-c", dest="context", action="append", default=[], metavar="NAME=VALUE",
        help="as for the CDK's own command line; see infra.options",
    )  # fmt: skip
    asked = cli.parse_args(arguments)
    told = dict(chosen.split("=", 1) if "=" in chosen else (chosen, "") for chosen in asked.context)

    cdk_decides = "CDK_OUTDIR" in os.environ
    out_dir = asked.out or default_out_dir(asked.target or told.get("target", "aws"))
    app = new_app(None if cdk_decides else out_dir, told)
    name = asked.target or app.node.try_get_context("target") or "aws"
    endpoint_url = app.node.try_get_context("endpoint_url") or LOCAL_ENDPOINT
    try:
        options = Options.of(app)
        print(_build(app, TARGETS[name](options, endpoint_url), options))
    except (LayerNotBuilt, WebAppNotBuilt, WrongOption) as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
