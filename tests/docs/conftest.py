"""Templates, as for tests of the stack."""

from tests.infra.conftest import emulator, synthesized, web_app  # noqa: F401
