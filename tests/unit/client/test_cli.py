"""Options of the command line that need no service."""

from importlib.metadata import version

from typer.testing import CliRunner

from dragoman.client.cli import app


def test_the_version_is_that_of_the_package() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"dragoman {version('dragoman')}\n")


def test_help_names_the_commands() -> None:
    done = CliRunner().invoke(app, ["--help"])
    assert done.exit_code == 0
    assert {"models", "memory", "room", "stats", "translate"} <= set(done.stdout.split())
