"""Paths of the repository."""

from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]
BUILD: Final = REPOSITORY / ".build"
LOGS: Final = BUILD / "logs"
