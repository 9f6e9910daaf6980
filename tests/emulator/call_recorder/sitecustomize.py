"""Records the AWS calls of a function's process, one JSON line for each distinct call.

Python imports this module at start, because its folder is on the path of the functions' processes.
"""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import botocore.session

CALLS = Path(tempfile.gettempdir(), "aws-calls.jsonl")
FUNCTION = os.environ.get("POWERTOOLS_SERVICE_NAME", "")
NAMES = ("TableName", "IndexName", "SecretId", "stateMachineArn")
"""The fields of a JSON body that name resources."""
_recorded: set[str] = set()


def record(service: str, operation: str, url: str, body: Any) -> None:
    path = unquote(urlsplit(url).path)
    call = {"function": FUNCTION, "service": service, "operation": operation, "path": path}
    line = json.dumps({**call, "names": _names(body)})
    if line not in _recorded:
        _recorded.add(line)
        with CALLS.open("a") as calls:
            calls.write(line + "\n")


def _names(body: Any) -> dict[str, str]:
    try:
        fields = json.loads(body)
    except (TypeError, ValueError):
        return {}
    return {name: fields[name] for name in NAMES if name in fields}


def _before_call(model: Any, params: Any, **_: Any) -> None:
    service, url, body = model.service_model.service_name, params["url"], params.get("body")
    if model.name == "DeleteObjects":
        for key in re.findall(rb"<Key>(.*?)</Key>", body):
            record(service, model.name, f"{url.partition('?')[0]}/{key.decode()}", None)
    else:
        record(service, model.name, url, body)


def _before_sign(request: Any, operation_name: str, **_: Any) -> None:
    """Records presigned URLs, too."""
    if request.method == "GET":
        record("s3", operation_name, request.url, None)


def _choose_signer(event_name: str, **_: Any) -> None:
    """Records POST policies, whose key is not known here."""
    if event_name.endswith(".PutObject"):
        record("s3", "PutObject", "", None)


_create_client = botocore.session.Session.create_client


def create_client(session: Any, *args: Any, **kwargs: Any) -> Any:
    client: Any = _create_client(session, *args, **kwargs)
    client.meta.events.register("before-call", _before_call)
    client.meta.events.register("before-sign.s3", _before_sign)
    client.meta.events.register("choose-signer.s3", _choose_signer)
    return client


if FUNCTION:
    setattr(botocore.session.Session, "create_client", create_client)  # noqa: B010
