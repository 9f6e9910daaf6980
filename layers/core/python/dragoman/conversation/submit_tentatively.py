"""A segment that may have ended is recognised in advance."""

from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.conversation.submit import checked_job, digest
from dragoman.errors import CaptionsOff
from dragoman.ports import Connection
from dragoman.protocol import Translate


def submit_tentatively(message: Translate, speaker: Connection, ports: ConversationPorts) -> None:
    """Starts the execution of a segment without accepting it: recognition waits with its result for
    the same request without `tentative`. Nothing is sent, charged or stored except that the segment is
    claimed. The request is dropped without an answer while the service is crowded, and once the
    segment is accepted.

    Raises CaptionsOff, UnsupportedLanguage, UnsupportedVoice, NotBase64, EmptyAudio, AudioTooLarge,
    MessageNotYours, RateLimited, StorageUnavailable, Throttled, WorkflowUnavailable.
    """
    if ports.captioner is None:
        raise CaptionsOff
    job, _ = checked_job(message, speaker, ports)
    if ports.capacity_gate.is_crowded(ports.messages):
        return
    request = digest(message)
    if ports.messages.claim_tentatively(
        str(job.message_id), job.segment, speaker, request, job.received_at_ms
    ):
        tentative = job.model_copy(update={"tentative": request})
        ports.workflow.start(tentative, message.audio_data or "")
