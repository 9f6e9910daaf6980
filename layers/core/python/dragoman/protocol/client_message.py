"""The base of the requests of clients."""

from pydantic import BaseModel, ConfigDict


class ClientMessage(BaseModel):
    model_config = ConfigDict(frozen=True)
