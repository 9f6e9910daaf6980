"""The first two requests of a function in a fresh process. It imports nothing that the function might import.

Standard input has the path of the handler, the folder of a cgroup to enter after the import, and the events.
Standard output has the milliseconds of the import and of each event.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path
from time import perf_counter


class Context:
    """What the handlers read of an invocation's context."""

    function_name = "cold"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:cold"
    aws_request_id = "88888888-4444-4444-4444-121212121212"


def main() -> None:
    asked = json.load(sys.stdin)
    times_ms, began_s = [], perf_counter()
    spec = importlib.util.spec_from_file_location("handler", asked["handler"])
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    times_ms.append(1000 * (perf_counter() - began_s))
    (Path(asked["cgroup"]) / "cgroup.procs").write_text(str(os.getpid()))
    for event in asked["events"]:
        began_s = perf_counter()
        module.handler(event, Context())
        times_ms.append(1000 * (perf_counter() - began_s))
    sys.stderr.write(json.dumps(times_ms))


if __name__ == "__main__":
    main()
