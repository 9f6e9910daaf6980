"""An execution environment of Lambda, with a stub of the Runtime API.

As on Lambda, the root is read-only except /tmp, there is no /sys and no /dev/shm, the user is in no
list of users, and HOME is unset.
"""

import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

ANSWER_LIMIT_S: Final = 1800.0
USER: Final = "993:990"
QEMU: Final = "/qemu -cpu neoverse-n1"
"""As Graviton2."""
RUN: Final = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount -t tmpfs -o mode=1777 tmpfs "$1/tmp" &&
cd "$1" && exec chroot --userspec="$2" "$1" $3 /usr/bin/python3.13 -m awslambdaric handler.handler
"""


class RuntimeApi:
    """Hands events to the runtime client and receives results."""

    def __init__(self) -> None:
        self._events: queue.Queue[Any] = queue.Queue()
        self._results: queue.Queue[dict[str, Any]] = queue.Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def invoke(self, event: Any) -> Any:
        """The result of the function. Raises AssertionError with its error."""
        self._events.put(event)
        result = self._results.get(timeout=ANSWER_LIMIT_S)
        assert "errorType" not in (result.get("error") or {}), result["error"]
        return result["response"]

    def exited(self, status: int) -> None:
        """Reports the end of the process, which answers no more."""
        error = {"errorType": "Runtime.ExitError", "errorMessage": f"exit status {status}"}
        self._results.put({"error": error})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = json.dumps(api._events.get()).encode()
                self.send_response(200)
                self.send_header(
                    "Lambda-Runtime-Aws-Request-Id", "11111111-1111-1111-1111-111111111111"
                )
                self.send_header("Lambda-Runtime-Deadline-Ms", str(deadline_ms()))
                self.send_header(
                    "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:::function:f"
                )
                self._answer(body)

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                kind = "response" if self.path.endswith("/response") else "error"
                api._results.put({kind: json.loads(content)})
                self.send_response(202)
                self._answer(b"")

            def _answer(self, body: bytes) -> None:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def deadline_ms() -> int:
    """Long after an invocation under QEMU ends, in milliseconds of Unix time."""
    return round((time.time() + ANSWER_LIMIT_S) * 1000)


@contextmanager
def running(root: Path, environment: Mapping[str, str], *, emulated: bool) -> Iterator[RuntimeApi]:
    """A function in its environment, until the block ends; `emulated` runs it under QEMU."""
    api = RuntimeApi()
    variables = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTHONPATH": "/var/task:/var/runtime",
        "LAMBDA_TASK_ROOT": "/var/task",
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "AWS_LAMBDA_FUNCTION_NAME": "function",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "3008",
        "POWERTOOLS_SERVICE_NAME": root.name,
        "DRAGOMAN_MODELS_DIR": "/opt/models",
        "PYTHONFAULTHANDLER": "1",
        **environment,
    }
    process = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", RUN, "sh", root, USER, QEMU if emulated else ""],
        env=variables,
    )
    threading.Thread(target=lambda: api.exited(process.wait()), daemon=True).start()
    try:
        yield api
    finally:
        process.kill()
        process.wait()
        api.close()
