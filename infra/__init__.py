"""The stack, for AWS and for one machine."""

import os
import sys
from pathlib import Path

# The CDK runs in Node, which the environment carries as a Python package: find it unasked.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.prefix, "bin")), os.environ.get("PATH", "")])
