"""Someone wants to be forgotten."""

from dragoman.steps.forget import forget
from tests.unit.world import ME, STRANGER, World, translate_message


def _forget(world: World) -> int:
    return forget(ME.owner, messages=world.messages, audio=world.audio)


def test_nothing_is_left_of_who_is_forgotten(world: World) -> None:
    said = translate_message()
    world.say(said)
    world.flow(world.workflow.jobs[0])
    assert len(world.audio.files) > 2
    assert _forget(world) == 1
    assert world.audio.files == {}
    [error] = world.say({"action": "resume", "message_id": said["message_id"]})
    assert error["data"]["code"] == "message_unknown"


def test_nothing_is_missing_of_anybody_else(world: World) -> None:
    theirs = translate_message()
    world.say(translate_message())
    world.say(theirs, STRANGER)
    _forget(world)
    assert len(world.audio.files) == 1
    again = world.say({"action": "resume", "message_id": theirs["message_id"]}, STRANGER)
    assert [event["type"] for event in again] == ["processing_started"]


def test_whoever_said_nothing_is_forgotten_at_once(world: World) -> None:
    assert _forget(world) == 0
