"""`python -m infra.local run`, `demo` and `page`."""

import argparse
import sys
from collections.abc import Sequence

from infra.local import demo, launcher
from infra.local.deploy import DeployError
from infra.local.deployed_stack import NotDeployed
from infra.local.emulator import EmulatorError
from infra.local.lan.address import NoLanAddress
from infra.local.launcher import AlreadyRunning, EmulatorDied, Options
from infra.local.ports import NoFreePort
from infra.local.synthesis import SynthesisError
from infra.local.warm import FunctionCannotStart

EXPECTED = (
    AlreadyRunning,
    DeployError,
    EmulatorDied,
    EmulatorError,
    FunctionCannotStart,
    NoFreePort,
    NoLanAddress,
    NotDeployed,
    SynthesisError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 also after Ctrl-C, 1 if the stack did not start or a sample failed."""
    parsed = _parse(arguments)
    options = Options(
        port=parsed.port,
        emulator_port=parsed.emulator_port,
        languages=tuple(parsed.languages.split(",")),
        verbose=parsed.verbose,
        endpoint_url=parsed.endpoint_url,
        lan=parsed.lan,
        lan_port=parsed.lan_port,
    )
    launcher.interruptible()
    try:
        return parsed.command(options) or 0
    except KeyboardInterrupt:
        launcher.report("\nEnded.")
        return 0
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--port", type=int, default=8080, help="of the page (default: 8080)")
    options.add_argument(
        "--emulator-port", type=int, default=4566, help="of the emulator (default: 4566)"
    )
    options.add_argument("--languages", default="en,pt", help="default: en,pt")
    options.add_argument(
        "--endpoint-url",
        default="http://localhost:4566",
        help="for page (default: http://localhost:4566)",
    )
    options.add_argument(
        "--lan",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="for run: open it to the local network over TLS (default: the address of the default route)",
    )
    options.add_argument("--lan-port", type=int, default=8443, help="default: 8443")
    options.add_argument("--verbose", action="store_true", help="show what the functions print")
    parser = argparse.ArgumentParser(
        prog="python -m infra.local", description="The whole stack on this machine."
    )
    commands = parser.add_subparsers(required=True)
    for name, command, summary in (
        ("run", launcher.run, "the whole stack, until Ctrl-C"),
        ("demo", demo.run, "one recording in each direction and each mode"),
        ("page", launcher.page, "only the page, for a stack deployed at --endpoint-url"),
    ):
        commands.add_parser(name, help=summary, parents=[options]).set_defaults(command=command)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
