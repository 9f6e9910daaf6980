"""Protection of the functions' runtime APIs from web pages in the user's browser.

MiniStack opens a port of its own for every process of a function, from which the runtime client takes
events and to which it returns results. Neither has a credential. Unlike the runtime client, a browser
sends Origin or Sec-Fetch headers, and after DNS rebinding a foreign Host.
"""

from typing import Any

from infra.local.patch import Patch, SetAttribute
from infra.local.request_guard import HOSTS


def _refuse_browsers(set_attribute: SetAttribute) -> None:
    from ministack.core.lambda_runtime import ProvidedWorker

    build = ProvidedWorker._build_handler_class

    def build_guarded(worker: Any, generation: int, pending: Any) -> Any:
        handler = build(worker, generation, pending)
        parse_request = handler.parse_request

        def parse_own_request(request: Any) -> bool:
            if not parse_request(request):
                return False
            if _is_foreign(request.headers):
                request.send_error(403)
                return False
            return True

        handler.parse_request = parse_own_request
        return handler

    set_attribute(ProvidedWorker, "_build_handler_class", build_guarded)


def _is_foreign(headers: Any) -> bool:
    host = str(headers.get("Host", "")).partition(":")[0]
    return host not in HOSTS or "Origin" in headers or "Sec-Fetch-Site" in headers


PATCHES = (
    Patch(
        target="ministack.core.lambda_runtime:ProvidedWorker._build_handler_class",
        purpose="refuse requests of web pages to a function's runtime API",
        fingerprint="806d5b8e506093e3",
        apply=_refuse_browsers,
    ),
)
