"""A stack put at an endpoint by the recipe of `make deploy-localstack`, and used there.

LocalStack itself needs Docker and a token. What plays AWS here is MiniStack, with functions packaged
for it; the recipe, the CDK's command line and the way to a stack by its endpoint are the same.
"""

import os
import subprocess
from collections.abc import Iterator

import httpx2
import pytest

from infra.local import ports
from infra.local.deployed_stack import DeployedStack, NotDeployed
from infra.local.emulator import Emulator
from infra.local.page_server import PageServer
from infra.local.paths import LOGS, REPOSITORY
from infra.local.warm import warm
from tests.emulator.talk import Talk, recording
from tests.packs import with_quick_voices

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]


@pytest.fixture(scope="module")
def bare() -> Iterator[Emulator]:
    with Emulator(ports.any_free(), logs=LOGS / "tests-elsewhere") as started:
        yield started


@pytest.fixture(scope="module")
def elsewhere(bare: Emulator) -> DeployedStack:
    with pytest.raises(NotDeployed, match="no stack"):
        _deployed(bare)
    where = ["TARGET=emulator", f"ENDPOINT_URL={bare.endpoint}"]
    # The recipe must not use the credentials of the person who runs the tests.
    misleading = {"AWS_ACCESS_KEY_ID": "real", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    chosen = {
        "ENDPOINT_SECRET": bare.credentials["AWS_SECRET_ACCESS_KEY"],
        "DRAGOMAN_MODELS_DIR": str(with_quick_voices().root),
    }
    done = subprocess.run(
        ["make", "deploy-localstack", *where],
        cwd=REPOSITORY, env=os.environ | misleading | chosen, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    warm(bare, lambda _: None, environments=1)
    return _deployed(bare)


def _deployed(bare: Emulator) -> DeployedStack:
    return DeployedStack.at(bare.endpoint, bare.credentials["AWS_SECRET_ACCESS_KEY"])


def test_a_message_is_translated_by_a_deployed_stack(elsewhere: DeployedStack) -> None:
    with Talk.open(elsewhere) as talk:
        talk.translate(recording("fleurs-en-004"))
        done = talk.until_end()[-1]
    assert done["type"] == "translation_complete"
    assert "dinossauros" in done["data"]["translated_text"]


def test_the_page_has_the_addresses_of_a_deployed_stack(elsewhere: DeployedStack) -> None:
    place = (elsewhere.websocket_url, elsewhere.http_url, elsewhere.languages)
    with PageServer(ports.any_free(), *place) as page:
        config = httpx2.get(f"{page.url}/config.json").json()
    assert config["websocket_url"] == elsewhere.outputs["WebSocketUrl"]


def test_an_endpoint_without_an_emulator_has_a_clear_error() -> None:
    with pytest.raises(NotDeployed, match="Nothing responds"):
        DeployedStack.at(f"http://127.0.0.1:{ports.any_free()}")
