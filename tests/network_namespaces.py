"""A local network of network namespaces on this machine: a server and devices at one switch."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

import pytest

NETWORK: Final = "10.83.0"
LIMIT_S: Final = 20


@dataclass(frozen=True)
class Machine:
    """A network namespace."""

    namespace: str
    address: str

    @property
    def inside(self) -> list[str]:
        """The command that runs another one in the namespace."""
        return ["ip", "netns", "exec", self.namespace]

    def run(self, *command: str, **environment: str) -> str:
        """The output of a command in the namespace. Raises CalledProcessError."""
        return subprocess.run(
            [*self.inside, *command],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT_S,
        ).stdout


@dataclass
class LocalNetwork:
    """Machines `.1`, `.2` and so on, connected to one switch, which is a namespace too."""

    names: Sequence[str]
    machines: list[Machine] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Skips the test where the machine does not permit namespaces."""
        try:
            self._build()
        except (OSError, subprocess.SubprocessError) as error:
            self._remove()
            output = getattr(error, "stderr", b"") or b""
            reason = output.decode().strip() or str(error)
            pytest.skip(f"Network namespaces are not permitted here: {reason}")
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    @property
    def _switch(self) -> str:
        return f"dragoman-{os.getpid()}"

    def _build(self) -> None:
        _ip("netns", "add", self._switch)
        _ip("-n", self._switch, "link", "add", "switch", "type", "bridge")
        _ip("-n", self._switch, "link", "set", "switch", "up")
        for number, name in enumerate(self.names, 1):
            machine = Machine(f"{self._switch}-{name}", f"{NETWORK}.{number}")
            self.machines.append(machine)
            _ip("netns", "add", machine.namespace)
            port = f"port{number}"
            _ip("-n", self._switch, "link", "add", port, "type", "veth",
                "peer", "name", "eth0", "netns", machine.namespace)  # fmt: skip
            _ip("-n", self._switch, "link", "set", port, "master", "switch", "up")
            inside = ("-n", machine.namespace)
            _ip(*inside, "address", "add", f"{machine.address}/24", "dev", "eth0")
            for interface in ("lo", "eth0"):
                _ip(*inside, "link", "set", interface, "up")
            _ip(*inside, "route", "add", "default", "via", f"{NETWORK}.254")

    def _remove(self) -> None:
        for namespace in (self._switch, *(machine.namespace for machine in self.machines)):
            subprocess.run(["ip", "netns", "delete", namespace], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, check=True, timeout=LIMIT_S)
