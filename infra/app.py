"""`python -m infra.app --target aws|localstack|emulator -c NAME=VALUE`: CloudFormation, offline.

The CDK's command line runs it too (cdk.json), with `-c target=...`. `infra.options` lists the
options.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra.aws_target import AwsTarget
from infra.dependency_layer import LayerNotBuilt
from infra.emulator_target import EmulatorTarget
from infra.localstack_target import LocalStackTarget
from infra.options import InvalidOption, Options
from infra.site import WebAppNotBuilt
from infra.stack import DragomanStack
from infra.target import LOCAL_ENDPOINT, ROOT, Target

TARGETS: Mapping[str, Callable[[Options, str], Target]] = {
    "aws": lambda options, _: AwsTarget(options),
    "localstack": LocalStackTarget,
    "emulator": lambda _, endpoint_url: EmulatorTarget(endpoint_url),
}
CDK_FLAGS = {
    # A change of a layer or of settings alone also publishes a new version for the alias.
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
}


def synthesize(
    target: str | Target, out_dir: Path | None = None, options: Options | None = None
) -> Path:
    """Writes the templates and assets and returns their folder.

    A Target in place of its name carries settings of its own, such as the emulator's port.
    Raises LayerNotBuilt, WebAppNotBuilt.
    """
    options = options or Options()
    if isinstance(target, str):
        target = TARGETS[target](options, LOCAL_ENDPOINT)
    return _build(new_app(out_dir or default_out_dir(target.name)), target, options)


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
    parsed = cli.parse_args(arguments)
    pairs = (argument.partition("=") for argument in parsed.context)
    context = {name: value for name, _, value in pairs}

    run_by_cdk = "CDK_OUTDIR" in os.environ
    out_dir = parsed.out or default_out_dir(parsed.target or context.get("target", "aws"))
    app = new_app(None if run_by_cdk else out_dir, context)
    name = parsed.target or app.node.try_get_context("target") or "aws"
    endpoint_url = app.node.try_get_context("endpoint_url") or LOCAL_ENDPOINT
    try:
        options = Options.from_context(app)
        print(_build(app, TARGETS[name](options, endpoint_url), options))
    except (LayerNotBuilt, WebAppNotBuilt, InvalidOption) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
