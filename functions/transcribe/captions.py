"""Captions while someone speaks: a function of its own in the image of `transcribe`."""

from dragoman.observability.middleware import captions, lambda_handler
from dragoman.protocol import CaptionTask, RequestError
from dragoman.stages.caption import caption
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(captions(CaptionTask), wake=wiring.load_captions)
def handler(task: CaptionTask) -> RequestError | None:
    return caption(task, wiring.caption_ports)


wiring.load_if_provisioned(wiring.load_captions)
