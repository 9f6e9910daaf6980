"""Limits of AWS that our patches add to the emulator."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from infra.local.asgi import Message
from infra.local.service_limits import STATE_LIMIT_BYTES
from infra.local.websocket_limits import ApiGatewayLimits
from tests.emulator.probe import Probe
from tests.emulator.probe_function import SECRET

pytestmark = pytest.mark.emulator

KB = 1024


def test_a_frame_of_32_kb_reaches_its_route(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send("x" * (32 * KB))
        assert received(socket) == {"route": "$default", "bytes": 32 * KB}


def test_a_frame_over_32_kb_closes_the_connection(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send("x" * (32 * KB + 1))
        assert close_code(socket) == 1009


def test_a_frame_is_measured_in_bytes_not_characters(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send("ã" * (20 * KB))
        assert close_code(socket) == 1009


def test_a_message_in_frames_reaches_its_route_up_to_128_kb(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send(["x" * (32 * KB)] * 4)
        assert received(socket) == {"route": "$default", "bytes": 128 * KB}


def test_a_message_in_frames_over_128_kb_closes_the_connection(probe: Probe) -> None:
    with probe.open() as socket:
        with suppress(ConnectionClosed):  # it may close before the last frame
            socket.send([*["x" * (32 * KB)] * 4, "x"])
        assert close_code(socket) == 1009


def test_a_large_frame_within_a_message_in_frames_closes_the_connection(probe: Probe) -> None:
    with probe.open() as socket:
        with suppress(ConnectionClosed):
            socket.send(["x", "x" * (33 * KB), "x"])
        assert close_code(socket) == 1009


def test_the_frame_limit_applies_to_each_message(probe: Probe) -> None:
    with probe.open() as socket:
        for _ in range(6):
            socket.send("x" * (30 * KB))
            assert received(socket)["bytes"] == 30 * KB


def test_a_binary_message_closes_the_connection(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send(b"sound")
        assert close_code(socket) == 1003


def test_compression_is_refused(probe: Probe) -> None:
    with probe.open(compression="deflate") as socket:
        assert socket.protocol.extensions == []


@pytest.mark.parametrize("reserved", ["$connect", "$disconnect", "$default"])
def test_a_client_cannot_select_a_reserved_route(probe: Probe, reserved: str) -> None:
    with probe.open() as socket:
        socket.send(json.dumps({"action": reserved}))
        assert received(socket)["route"] == "$default"


def test_a_client_can_select_a_custom_route(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send(json.dumps({"action": "known"}))
        assert received(socket)["route"] == "known"


def test_the_return_value_of_a_route_does_not_reach_the_client(probe: Probe) -> None:
    with probe.open() as socket:
        for _ in range(2):
            socket.send("anything")
        assert [received(socket), received(socket)] == [{"route": "$default", "bytes": 8}] * 2


def test_an_exception_of_a_route_does_not_reach_the_client(probe: Probe) -> None:
    with probe.open() as socket:
        socket.send("please raise")
        reply = socket.recv(timeout=10)
        assert SECRET not in str(reply)
        assert json.loads(reply).keys() == {"message", "connectionId", "requestId"}
        assert json.loads(reply)["message"] == "Internal server error"
        socket.send("still open")
        assert received(socket)["bytes"] == 10


def test_an_idle_connection_is_closed() -> None:
    client = Client([])
    asyncio.run(client.talk_to(ApiGatewayLimits(read_on, idle_s=0.01)))
    assert client.received == [{"type": "websocket.close", "code": 1001}]


def test_a_connection_that_receives_messages_is_not_idle() -> None:
    async def tell(_: Any, receive: Any, send: Any) -> None:
        reading = asyncio.ensure_future(read_on(_, receive, send))
        for _ in range(6):
            await asyncio.sleep(0.1)
            await send({"type": "websocket.send", "text": "news"})
        assert not reading.done()
        reading.cancel()

    asyncio.run(Client([]).talk_to(ApiGatewayLimits(tell, idle_s=0.4)))


def test_an_old_connection_is_closed_however_busy() -> None:
    client = Client([{"type": "websocket.receive", "text": "busy"}] * 1_000_000)
    asyncio.run(client.talk_to(ApiGatewayLimits(read_on, lifetime_s=0.01)))
    assert client.received == [{"type": "websocket.close", "code": 1001}]


def test_the_input_of_an_execution_is_limited(probe: Probe) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        probe.execute("input", {"Type": "Pass"}, given={"padding": "x" * STATE_LIMIT_BYTES})


def test_a_result_over_256_kb_fails_the_execution(probe: Probe) -> None:
    done = probe.execute("result", probe.task({"padding": STATE_LIMIT_BYTES}))
    assert (done["status"], done["error"]) == ("FAILED", "States.DataLimitExceeded")


def test_an_output_over_256_kb_fails_the_execution(probe: Probe) -> None:
    grow = {"Type": "Pass", "Output": "{% {'twice': [$states.input, $states.input]} %}"}
    done = probe.execute("output", grow, given={"padding": "x" * (STATE_LIMIT_BYTES // 2)})
    assert (done["status"], done["error"]) == ("FAILED", "States.DataLimitExceeded")


def test_catching_all_does_not_catch_too_much_data(probe: Probe) -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "S1"}]
    too_much = probe.task({"padding": STATE_LIMIT_BYTES}, Catch=catch)
    done = probe.execute("catch-all", too_much, {"Type": "Pass"})
    assert done["status"] == "FAILED"


def test_catching_all_catches_what_a_function_raises(probe: Probe) -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "S1"}]
    done = probe.execute("catch", probe.task({"raise": True}, Catch=catch), {"Type": "Pass"})
    assert done["status"] == "SUCCEEDED"
    assert json.loads(done["output"])["Error"] == "Complaint"


def test_a_function_at_its_limit_has_the_error_name_that_is_retried(probe: Probe) -> None:
    function = probe.create_function("throttled")
    probe.throttle("throttled")
    done = probe.execute("throttling", probe.task({}, function))
    assert done["error"] == "Lambda.TooManyRequestsException"


def test_payloads_over_6_mb_are_refused_both_ways(probe: Probe) -> None:
    asked_too_much = probe.invoke(text="x" * (6 * KB * KB))
    answered_too_much = probe.invoke(padding=6 * KB * KB)
    assert asked_too_much["errorType"] == "RequestEntityTooLargeException"
    assert answered_too_much["errorType"] == "Function.ResponseSizeTooLarge"


def received(socket: ClientConnection) -> dict[str, Any]:
    return dict(json.loads(socket.recv(timeout=10)))


def close_code(socket: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=10)
    return closed.value.rcvd.code if closed.value.rcvd else None


class Client:
    """The server's side of an ASGI connection."""

    def __init__(self, says: list[Message]) -> None:
        self._says = iter(says)
        self.received: list[Message] = []

    async def talk_to(self, app: ApiGatewayLimits) -> None:
        await app({"type": "websocket"}, self._receive, self._send)

    async def _receive(self) -> Message:
        await asyncio.sleep(0)
        if any(message["type"] == "websocket.close" for message in self.received):
            return {"type": "websocket.disconnect", "code": 1000}
        for message in self._says:
            return message
        return await asyncio.Future()

    async def _send(self, message: Message) -> None:
        self.received.append(message)


async def read_on(_: Any, receive: Any, __: Any) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass
