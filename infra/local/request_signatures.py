"""Verification of AWS Signature Version 4 with the secret key of the run.

MiniStack accepts any credential. Only our own processes know the secret key, so a valid signature
shows that one of them made the request or presigned it. A session of an assumed role, such as that of
the CDK's command line, has a secret key of its own.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from ministack.core import sigv4
from starlette.requests import Request

from infra.local.asgi import Receive, Scope

FORM: Final = "multipart/form-data"


def is_signed(scope: Scope, headers: Mapping[str, str], body: bytes, secret_key: str) -> bool:
    """Whether the Authorization header or the query string holds a valid signature."""
    query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
    presigned = "X-Amz-Signature" in query
    signature = (
        sigv4.parse_query_signature(query) if presigned else sigv4.parse_header_signature(headers)
    )
    if isinstance(signature, tuple):  # an error code and its message
        return False
    if presigned:
        expired = _is_expired(signature.amz_date, query)
    else:
        expired = sigv4.request_time_failure(signature) is not None
    method, path = scope["method"], scope["raw_path"].decode("latin-1")
    secret = _session_secret(signature.access_key_id) or secret_key
    failure = sigv4.header_signature_failure(
        signature, secret, method, path, query, headers, body, presigned=presigned
    )
    return failure is None and not expired


async def is_signed_form(scope: Scope, receive: Receive, secret_key: str) -> bool:
    """Whether an upload form has a POST policy with a valid signature."""
    async with Request(scope, receive).form() as form:
        fields = {name.lower(): value for name, value in form.items() if isinstance(value, str)}
    credential = fields.get("x-amz-credential", "").split("/")
    if len(credential) != 5:
        return False
    _, date, region, service, _ = credential
    expected = sigv4.calculate_signature(
        secret_key, date, region, service, fields.get("policy", "")
    )
    return service == "s3" and sigv4.signatures_match(expected, fields.get("x-amz-signature", ""))


def _session_secret(access_key_id: str) -> str | None:
    """The secret key of a role session, which only a signed AssumeRole creates."""
    from ministack.services import sts

    session = sts._sessions.get(access_key_id)
    return str(session["SecretAccessKey"]) if session else None


def _is_expired(signed_at: str, query: Mapping[str, Any]) -> bool:
    [lifetime_s] = query.get("X-Amz-Expires", ["0"])[:1]
    try:
        return bool(sigv4.presigned_request_is_expired(signed_at, lifetime_s))
    except ValueError:
        return True
