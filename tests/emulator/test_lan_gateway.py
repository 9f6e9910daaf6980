"""Access of other devices in LAN mode."""

import json
import socket
import ssl
from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from infra.local import ports
from infra.local.lan.gateway import AUTHORITY_PATH, BODY_LIMIT_BYTES, Backend
from infra.local.lan.server import lan_service
from infra.local.page_server import PageServer
from infra.local.stack import EmulatedStack
from tests.emulator.talk import PATIENCE_S, Talk, new_id, recording

pytestmark = [pytest.mark.emulator, pytest.mark.embedded]

FOREIGN_ORIGINS = ["https://evil.example", "http://localhost:8080", "null"]
FOREIGN_HOSTS = ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:4566"]


class Device:
    """A device that trusts every certificate: names and addresses are tested elsewhere."""

    def __init__(self, host: str, stack: EmulatedStack) -> None:
        self.host = host
        self.url = f"https://{host}"
        self.stack = stack
        self.trust = ssl.create_default_context()
        self.trust.check_hostname = False
        self.trust.verify_mode = ssl.CERT_NONE

    def ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        return httpx2.request(
            method, self.url + path, verify=self.trust, timeout=40, trust_env=False, **request
        )

    def connection(self) -> ssl.SSLSocket:
        """A connection over which a path goes as it is written."""
        host, _, port = self.host.partition(":")
        opened = socket.create_connection((host, int(port)), timeout=10)
        return self.trust.wrap_socket(opened)

    def config(self) -> dict[str, Any]:
        return dict(self.ask("GET", "/config.json").json())

    def ticket(self, session: str | None = None) -> str:
        asked = {"session": session} if session else {}
        reply = httpx2.post(self.config()["tickets_url"], verify=self.trust, json=asked)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["ticket"])

    def socket(self, ticket: str, path: str = "/socket", **options: Any) -> Any:
        url = f"wss://{self.host}{path}?ticket={ticket}"
        options |= {"ssl": self.trust, "proxy": None, "open_timeout": PATIENCE_S}
        return connect(url, max_size=None, **options)


@pytest.fixture(scope="module")
def device(stack: EmulatedStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        with (
            PageServer(stack.page_port, stack.websocket_url, stack.http_url, ["en"]) as page,
            lan_service(
                IPv4Address("127.0.0.1"), ports.any_free(), Backend.of(stack, page.url)
            ) as lan,
        ):
            yield Device(lan.hosts[0], stack)


# --- What they reach ----------------------------------------------------------------------------


def test_everything_that_the_page_is_told_is_on_the_one_port(device: Device) -> None:
    page = device.ask("GET", "/")
    assert page.status_code == 200
    assert b"<html" in page.content
    policy = page.headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert policy[0].endswith(f"connect-src 'self' wss://{device.host}")
    config = device.config()
    addresses = [value for value in config.values() if isinstance(value, str)]
    assert {address.split("://")[1].split("/")[0] for address in addresses} == {device.host}
    assert device.ask("GET", "/v1/languages").json()["languages"]
    authority = device.ask("GET", AUTHORITY_PATH)
    assert authority.headers["content-type"] == "application/x-x509-ca-cert"
    assert authority.text.startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.models
def test_a_recording_is_uploaded_and_its_voices_are_fetched(device: Device) -> None:
    recorded = recording("fleurs-en-004")
    with device.socket(device.ticket(), origin=Origin(device.url)) as opened:
        talk, message_id = Talk(opened), new_id()
        place = talk.ask({"action": "upload", "message_id": message_id, "bytes": len(recorded)})
        form = place["data"]
        assert form["url"] == f"{device.url}/audio"
        sent = device.ask(
            "POST", "/audio", data=form["fields"], files={"file": recorded},
            headers={"Origin": device.url},
        )  # fmt: skip
        assert sent.status_code == 204
        pair = {"source_lang": "en", "target_lang": "pt"}
        translate = {"action": "translate", "message_id": message_id, **pair}
        talk.say(translate | {"audio_key": form["audio_key"]})
        end = talk.until_end()[-1]
    url = end["data"]["audio_url_translated"]
    assert url.startswith(f"{device.url}/audio/")
    voice = httpx2.get(url, verify=device.trust)
    assert (voice.status_code, len(voice.content) > 1000) == (200, True)
    part = httpx2.get(url, verify=device.trust, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, voice.content[:10])


def test_a_device_learns_why_its_socket_was_closed(device: Device) -> None:
    with device.socket(device.ticket()) as opened:
        opened.send('{"action": "ping"}')
        assert json.loads(opened.recv(timeout=PATIENCE_S))["type"] == "pong"
        opened.send(b"binary")
        with pytest.raises(ConnectionClosed) as closed:
            opened.recv(timeout=PATIENCE_S)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1003


# --- What they do not reach ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/health",
        "/2015-03-31/functions",
        "/_aws/execute-api/d4a90a12/$default/v1/languages",
        "/_aws/execute-api/d4a90a11/$default/@connections/someone",
        "/v1/../_ministack/health",
        "/v1/%2e%2e/_ministack/health",
        "/v1/@connections/someone",
        "/audio/../templates/Dragoman",
        "/audio/..%2ftemplates/Dragoman",
        "/audio/messages",
        "/audio?list-type=2",
        "/templates/Dragoman",
        "//templates/Dragoman",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_the_rest_of_the_emulator_does_not_respond(device: Device, method: str, path: str) -> None:
    lines = (f"{method} {path} HTTP/1.1", f"Host: {device.host}", "Content-Length: 0", "", "")
    with device.connection() as connection:
        connection.send("\r\n".join(lines).encode())
        assert connection.recv(100).split()[1] in {b"403", b"404", b"405"}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Amz-Target": "DynamoDB_20120810.ListTables"},
        {
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20261127/us-east-1/dynamodb/aws4_request"
        },
    ],
)
def test_an_upload_cannot_be_turned_into_a_call_of_another_service(
    device: Device, headers: dict[str, str]
) -> None:
    place = device.stack.client("s3").generate_presigned_post(
        device.stack.outputs["AudioBucketName"], "key"
    )
    form: dict[str, Any] = {"data": place["fields"], "files": {"file": b"x"}}
    sent = device.ask("POST", "/audio", headers=headers, **form)
    assert (sent.status_code, sent.content) == (204, b"")
    assert device.ask("POST", "/audio?Action=ListQueues", **form).status_code == 405


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("path", ["/", "/config.json", "/v1/languages", "/audio/key"])
def test_a_foreign_host_is_refused(device: Device, path: str, host: str) -> None:
    assert device.ask("GET", path, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
@pytest.mark.parametrize("path", ["/", "/config.json", "/v1/tickets", "/audio"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_foreign_origin_is_refused(device: Device, method: str, path: str, origin: str) -> None:
    answer = device.ask(method, path, headers={"Origin": origin})
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_socket_refuses_a_foreign_origin(device: Device, origin: str) -> None:
    refused(device, device.ticket(), origin=Origin(origin))


def test_a_socket_needs_a_ticket_that_is_new(device: Device) -> None:
    refused(device, "none")
    ticket = device.ticket()
    with device.socket(ticket):
        pass
    refused(device, ticket)


def test_only_the_socket_has_a_socket(device: Device) -> None:
    for path in ("/", "/v1/tickets", "/_aws/execute-api/d4a90a11/$default"):
        refused(device, device.ticket(), path=path)


def test_too_large_a_request_is_refused(device: Device) -> None:
    body = bytes(BODY_LIMIT_BYTES + 1)
    assert device.ask("POST", "/v1/translations", content=body).status_code == 413


def refused(device: Device, ticket: str, **options: Any) -> None:
    with pytest.raises(InvalidStatus) as refusal, device.socket(ticket, **options):
        pass
    assert refusal.value.response.status_code == 403
