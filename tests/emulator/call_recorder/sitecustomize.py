"""Records the AWS calls of a function's process, one JSON line for each distinct call.

Python imports this module at start, because its folder is on the path of the functions' processes.
"""

import json
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import botocore.session

CALLS = Path(tempfile.gettempdir(), "aws-calls.jsonl")
FUNCTION = os.environ.get("POWERTOOLS_SERVICE_NAME", "")
_recorded = set()


def record(service, operation, url, body):
    call = {"function": FUNCTION, "service": service, "operation": operation}
    path = unquote(urlsplit(url.split("?")[0]).path)
    call |= {"path": path, "names": _names(body)}
    line = json.dumps(call, sort_keys=True)
    if line not in _recorded:
        _recorded.add(line)
        with CALLS.open("a") as calls:
            calls.write(line + "\n")


def _names(body):
    """The fields of a JSON body that name resources."""
    try:
        fields = json.loads(body)
    except (TypeError, ValueError):
        return {}
    known = ("TableName", "IndexName", "SecretId", "stateMachineArn")
    return {name: fields[name] for name in known if name in fields}


def _before_call(model, params, **_):
    service, url, body = model.service_model.service_name, params["url"], params.get("body")
    if model.name == "DeleteObjects":
        for key in re.findall(rb"<Key>(.*?)</Key>", body):
            record(service, model.name, f"{url.partition('?')[0]}/{key.decode()}", None)
    else:
        record(service, model.name, url, body)


def _before_sign(request, operation_name, **_):
    """Also of presigned URLs, which call nobody."""
    if "X-Amz-Expires" in request.url or request.method == "GET":
        record("s3", operation_name, request.url, None)


def _choose_signer(event_name, **_):
    if event_name.endswith(".PutObject"):
        record("s3", "PutObject", "", None)  # a POST policy, or a call that is recorded beside it


_create_client = botocore.session.Session.create_client


def create_client(session, *args, **kwargs):
    client = _create_client(session, *args, **kwargs)
    client.meta.events.register("before-call", _before_call)
    client.meta.events.register("before-sign.s3", _before_sign)
    client.meta.events.register("choose-signer.s3", _choose_signer)
    return client


if FUNCTION:
    botocore.session.Session.create_client = create_client
