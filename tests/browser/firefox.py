"""Debian's Firefox, controlled through its own WebDriver BiDi interface."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Final, Self

from websockets.sync.client import connect

from tests.browser.app_page import FAKE_MICROPHONE, PROBE
from tests.browser.microphone import wav_base64

NAMES: Final = ("firefox-esr", "firefox")
TIMEOUT_S: Final = 60.0
STARTED_WITHIN_S: Final = 90.0
PREFERENCES: Final[dict[str, bool | int | str]] = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "media.autoplay.default": 0,
    "media.navigator.permission.disabled": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
    "intl.accept_languages": "en-US",
}
KEY: Final = "new KeyboardEvent(type, { key: 'Enter', bubbles: true })"


def _path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def is_available() -> bool:
    return _path() is not None and shutil.which("pulseaudio") is not None


class Firefox:
    """One page. Errors of the page are collected in `errors`."""

    def __init__(self, profile: Path) -> None:
        executable = _path()
        assert executable, "is_available() is false"
        profile.mkdir()
        (profile / "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items()
            )
        )
        self.errors: list[str] = []
        self._number = 0
        self._log = profile / "log"
        self._audio, audio_address = _audio_server(profile)
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [executable, "--headless", "--no-remote", "--profile", str(profile),
                 "--remote-debugging-port", "0", "about:blank"],
                stdout=log, stderr=log, env=os.environ | audio_address,
            )  # fmt: skip
        self._socket = connect(f"{self._address()}/session", max_size=None)
        self._command("session.new", capabilities={})
        self._command("session.subscribe", events=["log.entryAdded"])
        tree = self._command("browsingContext.getTree")
        self._context: str = tree["contexts"][0]["context"]
        for script in (PROBE, FAKE_MICROPHONE):
            source = f"() => {{ {script.read_text()} }}"
            self._command("script.addPreloadScript", functionDeclaration=source)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        for process in (self._process, self._audio):
            process.terminate()
            process.wait()

    def open(self, url: str) -> None:
        self._command("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The JSON value of an expression, awaited."""
        result = self._command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})) ?? 'null')()",
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        assert result["type"] == "success", result
        return json.loads(result["result"]["value"])

    def wait_for(self, condition: str) -> None:
        until = time.monotonic() + TIMEOUT_S
        while not self.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < until, (condition, self.evaluate("seen"), self.errors)
            time.sleep(0.1)

    def press(self, selector: str, kind: str) -> None:
        """Presses or releases a control by a key: `keydown` or `keyup`."""
        self.evaluate(
            f"document.querySelector({json.dumps(selector)}).dispatchEvent("
            f"{KEY.replace('type', json.dumps(kind))})"
        )

    def click(self, selector: str) -> None:
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def play(self, *parts: str | float) -> None:
        """Plays recordings and silences into the fake microphone."""
        self.evaluate(f"microphone.play({json.dumps(wav_base64(*parts))})")

    def _address(self) -> str:
        until = time.monotonic() + STARTED_WITHIN_S
        while time.monotonic() < until:
            if found := re.search(r"BiDi listening on (ws://\S+)", self._log.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def _command(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            reply = json.loads(self._socket.recv(TIMEOUT_S))
            if reply.get("id") == self._number:
                assert reply["type"] == "success", reply
                return dict(reply["result"])
            if reply.get("method") == "log.entryAdded" and reply["params"]["level"] == "error":
                self.errors.append(str(reply["params"]["text"]))


def _audio_server(folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Starts PulseAudio with a null output: without an output Firefox plays nothing. Returns the process
    and the environment that leads to it."""
    executable = shutil.which("pulseaudio")
    assert executable, "is_available() is false"
    socket = folder / "audio.sock"
    process = subprocess.Popen(
        [executable, "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
         "--load=module-null-sink",
         f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)},
    )  # fmt: skip
    until = time.monotonic() + STARTED_WITHIN_S
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return process, {"PULSE_SERVER": f"unix:{socket}"}
