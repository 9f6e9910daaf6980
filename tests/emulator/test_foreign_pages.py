"""Web pages of other origins, and pages after DNS rebinding, cannot use the emulator."""

import http.client
import json
import re
import socket
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3
import httpx2
import pytest
from botocore.exceptions import ClientError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from infra.local.emulator import Emulator
from tests.emulator.probe import Probe

pytestmark = [pytest.mark.emulator, pytest.mark.embedded]

FOREIGN = ["https://evil.example", "http://localhost:3000", "http://evil.example:8080", "null"]
"""Another site, another page on this machine, a rebound name, and a sandboxed frame."""
ANY_CREDENTIAL = (
    "AWS4-HMAC-SHA256 Credential=test/20261127/us-east-1/lambda/aws4_request, "
    "SignedHeaders=host, Signature=00"
)
OTHER_SERVICES: list[dict[str, str]] = [
    {"X-Amz-Target": "DynamoDB_20120810.ListTables"},
    {"Authorization": ANY_CREDENTIAL},
]
"""Headers by which MiniStack would route a request to a service other than S3."""
PATHS = [
    "/",
    "/_ministack/health",
    "/2015-03-31/functions",
    "/_aws/execute-api/d4a90a12/$default/v1/languages",
    "/bucket/messages/1",
]


def ask(emulator: Emulator, method: str, path: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.request(method, f"http://127.0.0.1:{emulator.port}{path}", headers=named)


# --- The control plane --------------------------------------------------------------------------


def test_a_foreign_page_cannot_create_or_invoke_a_function(
    emulator: Emulator, probe: Probe
) -> None:
    listed = ask(emulator, "GET", "/2015-03-31/functions", Authorization=ANY_CREDENTIAL)
    path = f"/2015-03-31/functions/{probe.function}/invocations"
    invoked = ask(emulator, "POST", path, Origin=FOREIGN[0], Authorization=ANY_CREDENTIAL)
    assert (listed.status_code, invoked.status_code) == (403, 403)
    assert b"probe" not in listed.content


def test_a_program_without_the_secret_of_the_run_is_refused(emulator: Emulator) -> None:
    for authorization in (ANY_CREDENTIAL, "Bearer x", ""):
        asked = ask(emulator, "GET", "/2015-03-31/functions", Authorization=authorization)
        assert asked.status_code == 403
    query = urlencode({"X-Amz-Credential": "test/20261127/us-east-1/sqs/aws4_request"})
    assert ask(emulator, "GET", f"/?Action=ListQueues&{query}").status_code == 403


@pytest.mark.parametrize("path", ["/_ministack/reset", "/_ministack/config"])
def test_administration_needs_the_secret_of_the_run(emulator: Emulator, path: str) -> None:
    assert ask(emulator, "POST", path).status_code == 403


def test_posting_to_a_socket_needs_the_secret_of_the_run(emulator: Emulator) -> None:
    for connections in ("@connections", "%40connections"):
        path = f"/_aws/execute-api/d4a90a12/$default/{connections}/someone"
        assert ask(emulator, "POST", path).status_code == 403


def test_our_own_clients_may_do_everything(emulator: Emulator, probe: Probe) -> None:
    assert probe.invoke()["environment"]["AWS_ENDPOINT_URL"] == emulator.endpoint
    emulator.client("s3").create_bucket(Bucket="ours")
    emulator.client("s3").put_object(Bucket="ours", Key="a b/ü?&=", Body=b"x" * 100_000)
    read = emulator.client("s3").get_object(Bucket="ours", Key="a b/ü?&=")["Body"].read()
    assert len(read) == 100_000
    table = emulator.client("dynamodb").list_tables()
    assert "TableNames" in table


def test_a_session_of_an_assumed_role_may_do_everything(emulator: Emulator) -> None:
    role = emulator.client("sts").assume_role(
        RoleArn="arn:aws:iam::000000000000:role/deploy", RoleSessionName="cdk"
    )["Credentials"]
    session = boto3.Session(
        role["AccessKeyId"], role["SecretAccessKey"], role["SessionToken"], "us-east-1"
    )
    tables = session.client("dynamodb", endpoint_url=emulator.endpoint).list_tables()
    assert "TableNames" in tables
    forged = boto3.Session(role["AccessKeyId"], "forged", role["SessionToken"], "us-east-1")
    with pytest.raises(ClientError):
        forged.client("dynamodb", endpoint_url=emulator.endpoint).list_tables()


# --- Origin and Host ----------------------------------------------------------------------------


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_path_refuses_a_foreign_origin(
    emulator: Emulator, method: str, path: str, origin: str
) -> None:
    answer = ask(emulator, method, path, Origin=origin, Access_Control_Request_Method="GET")
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost.evil.example"])
@pytest.mark.parametrize("path", PATHS)
def test_every_path_refuses_a_rebound_host(emulator: Emulator, path: str, host: str) -> None:
    asked = ask(emulator, "GET", path, Host=host.format(port=emulator.port))
    assert asked.status_code == 403


def test_a_rebound_page_cannot_claim_our_origin(emulator: Emulator) -> None:
    path = "/_aws/execute-api/d4a90a12/$default/v1/languages"
    asked = ask(emulator, "GET", path, Host="evil.example", Origin="http://localhost:8080")
    assert asked.status_code == 403


def test_a_request_without_a_host_is_refused(emulator: Emulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=10)
    connection.putrequest("GET", PATHS[3], skip_host=True)
    connection.endheaders()
    assert connection.getresponse().status in (400, 403)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_socket_refuses_a_foreign_origin(probe: Probe, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, probe.open(origin=Origin(origin)):
        pass
    assert refused.value.response.status_code == 403


def test_a_socket_refuses_a_rebound_host(emulator: Emulator, probe: Probe) -> None:
    rebound = probe.url.replace("127.0.0.1", "evil.example")
    resolved = socket.create_connection(("127.0.0.1", emulator.port))
    with pytest.raises(InvalidStatus) as refused, connect(rebound, sock=resolved):
        pass
    assert refused.value.response.status_code == 403


def test_our_page_opens_a_socket(emulator: Emulator, probe: Probe) -> None:
    with probe.open(origin=Origin("http://localhost:8080")) as opened:
        opened.send("hello")
        assert json.loads(opened.recv(timeout=10))["route"] == "$default"


# --- Audio --------------------------------------------------------------------------------------


@pytest.fixture
def bucket(emulator: Emulator) -> str:
    emulator.client("s3").create_bucket(Bucket="audio")
    emulator.client("s3").put_object(Bucket="audio", Key="voice", Body=b"sound")
    return "audio"


def presigned(emulator: Emulator, bucket: str) -> str:
    url = emulator.client("s3").generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": "voice"}
    )
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def test_a_presigned_object_is_readable_by_our_page_only(emulator: Emulator, bucket: str) -> None:
    path = presigned(emulator, bucket)
    unasked = ask(emulator, "GET", path)
    assert unasked.content == b"sound"
    assert "access-control-allow-origin" not in unasked.headers
    ours = ask(emulator, "GET", path, Origin="http://localhost:8080")
    assert ours.headers["access-control-allow-origin"] == "http://localhost:8080"
    assert ask(emulator, "GET", path, Origin=FOREIGN[0]).status_code == 403


def test_an_object_is_not_readable_without_a_valid_signature(
    emulator: Emulator, bucket: str
) -> None:
    path = presigned(emulator, bucket)
    forged = re.sub(r"(Signature=)[0-9a-f]{8}", r"\g<1>00000000", path)
    other = path.replace("/voice?", "/voice2?")
    for wrong in ("/audio/voice", "/audio", forged, other):
        assert ask(emulator, "GET", wrong).status_code == 403


def test_an_upload_needs_a_signed_policy(emulator: Emulator, bucket: str) -> None:
    place = emulator.client("s3").generate_presigned_post(bucket, "upload")
    url = f"http://127.0.0.1:{emulator.port}/{bucket}"

    def upload(*, to: str = "", headers: dict[str, str] | None = None, signature: str = "") -> int:
        changed = {"x-amz-signature": signature} if signature else {}
        fields: dict[str, Any] = place["fields"] | changed
        files: dict[str, Any] = {"file": b"sound"}
        return httpx2.post(url + to, data=fields, files=files, headers=headers).status_code

    assert upload() == 204
    assert upload(signature="0" * 64) == 403
    assert httpx2.post(url, data={"key": "x"}, files={"file": b"sound"}).status_code == 403
    for headers in OTHER_SERVICES:
        assert upload(headers=headers) == 403
    for path in ("?Action=ListQueues", "?tagging", "/voice", "/../_ministack/reset"):
        assert upload(to=path) == 403


@pytest.mark.parametrize("headers", OTHER_SERVICES)
def test_a_presigned_link_leads_to_no_other_service(
    emulator: Emulator, bucket: str, headers: dict[str, str]
) -> None:
    path = presigned(emulator, bucket)
    url = f"http://127.0.0.1:{emulator.port}{path}"
    assert httpx2.get(url, headers=headers).status_code == 403


# --- The runtime API of functions ---------------------------------------------------------------


@pytest.fixture
def runtime_api(probe: Probe) -> str:
    return str(probe.invoke()["environment"]["AWS_LAMBDA_RUNTIME_API"])


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_the_runtime_api_refuses_web_pages(runtime_api: str, headers: dict[str, str]) -> None:
    url = f"http://{runtime_api}/2018-06-01/runtime/init/error"
    assert httpx2.post(url, headers=headers, json={}).status_code == 403
