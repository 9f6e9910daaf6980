"""The routes of rooms: open, read, close."""

from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Path
from pydantic.json_schema import SkipJsonSchema

from dragoman.conversation.rooms import close_room, open_room, read_room
from dragoman.http.identity import require_address_key, require_reader, require_writer
from dragoman.http.problems import problems
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import CloseRoom, OpenRoom, RoomId, RoomInfo
from dragoman.wiring import Wiring


class RoomRequest(OpenRoom):
    """A room that will be opened."""

    action: SkipJsonSchema[Literal["open_room"]] = "open_room"


def serve(app: FastAPI, wiring: Wiring) -> None:
    Reader = Annotated[str, Depends(require_reader(wiring))]
    Id = Annotated[RoomId, Path()]

    @app.post("/v1/rooms", status_code=201, responses=problems(400, 401, 422, 429))
    def begin(
        request: RoomRequest,
        owner: Annotated[str, Depends(require_writer(wiring))],
        address_key: Annotated[str, Depends(require_address_key(wiring))],
    ) -> RoomInfo:
        """Opens a room, whose host the caller becomes. Its events arrive on a socket of the same
        owner, after `resume_room`."""
        speaker = Connection(NO_CONNECTION, owner, address_key=address_key)
        return open_room(request, speaker, wiring.room_ports)

    @app.get("/v1/rooms/{room_id}", responses=problems(401, 404, 422, 429))
    def read(room_id: Id, owner: Reader) -> RoomInfo:
        """Returns a room in which the caller is a participant."""
        return read_room(room_id, Connection(NO_CONNECTION, owner), wiring.room_ports)

    @app.delete("/v1/rooms/{room_id}", status_code=204, responses=problems(401, 403, 404, 422, 429))
    def close(room_id: Id, owner: Reader) -> None:
        """Closes a room for all participants; its host alone may."""
        request = CloseRoom(action="close_room", room_id=room_id)
        close_room(request, Connection(NO_CONNECTION, owner), wiring.room_ports)
