"""What a person types to join a room."""

import pytest

from dragoman.client.room import room_address

ROOM = "kQ9zJm0w1-aB_cDeFgHiJk"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (f"https://dragoman.example/#room={ROOM}", {"room_id": ROOM}),
        (f"#room={ROOM}&display", {"room_id": ROOM}),
        (ROOM, {"room_id": ROOM}),
        ("KDF RTW", {"code": "KDFRTW"}),
        ("kdf-rtw", {"code": "kdfrtw"}),
    ],
)
def test_links_ids_and_codes_are_told_apart(written: str, address: dict[str, str]) -> None:
    assert room_address(written) == address
