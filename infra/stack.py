"""The whole: what there is, and who may do what."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from dragoman.models.packs import Kind
from infra.flow import StageFunctions
from infra.functions import Function
from infra.pipeline import Pipeline
from infra.storage import AUDIO_PREFIX, Storage
from infra.target import FunctionShape, Target
from infra.websocket import WebSocket


class DragomanStack(Stack):
    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        target: Target,
        languages: Sequence[str],
        origins: Sequence[str],
    ) -> None:
        super().__init__(scope, name, env=target.environment, synthesizer=target.synthesizer)
        self._target = target
        self._languages = ",".join(languages)
        self._storage = Storage(self, "Storage", target=target, origins=origins)
        self._socket = WebSocket(self, "WebSocket", target=target)

        stages = self._stages()
        pipeline = Pipeline(self, "Pipeline", functions=stages)
        accept = self._accept(pipeline, stages)
        self._socket.route(connect=self._connect(), disconnect=self._disconnect(), accept=accept)
        self._say(pipeline)

    def _connect(self) -> Function:
        function = self._function("connect", memory_mb=256, timeout_s=10)
        self._let_use_connections(function, "PutItem")
        return function

    def _disconnect(self) -> Function:
        function = self._function("disconnect", memory_mb=256, timeout_s=10)
        self._let_use_connections(function, "DeleteItem")
        return function

    def _accept(self, pipeline: Pipeline, stages: StageFunctions) -> Function:
        # API Gateway waits 29 s for an integration.
        function = self._function("accept", memory_mb=512, timeout_s=25)
        self._let_use_connections(function, "GetItem", "PutItem")
        self._let_use_messages(function, "UpdateItem", "Query")
        self._let_use_audio(function, "GetObject", "PutObject")
        self._let_post(function)
        function.allow(pipeline.machine.state_machine_arn, "states:StartExecution")
        function.tell(state_machine_arn=pipeline.machine.state_machine_arn)
        self._let_wake(function, stages)
        return function

    def _stages(self) -> StageFunctions:
        # 3008 MB is all that a new AWS account grants: 1.7 vCPU.
        stages = StageFunctions(
            transcribe=self._function("transcribe", 3008, timeout_s=60, models="recognition"),
            translate=self._function("translate", 1769, timeout_s=30, models="translation"),
            synthesize=self._function("synthesize", 3008, timeout_s=45, models="voice"),
            complete=self._function("complete", 512, timeout_s=15),
            fail=self._function("fail", 256, timeout_s=15),
        )
        for function in vars(stages).values():
            self._let_tell_progress(function)
        for function in (stages.complete, stages.fail):  # they end whole messages
            self._let_use_messages(function, "Query")
        self._let_use_audio(stages.transcribe, "GetObject")
        # Without it S3 says 403 of a recording that is not there.
        self._let_list_audio(stages.transcribe)
        self._let_use_audio(stages.synthesize, "GetObject", "PutObject")
        self._let_use_audio(stages.complete, "GetObject")
        return stages

    def _function(
        self, name: str, memory_mb: int, timeout_s: int, *, models: Kind | None = None
    ) -> Function:
        shape = FunctionShape(name, memory_mb, timeout_s, models)
        speaks = models or name == "accept"
        return Function(
            self,
            shape,
            target=self._target,
            environment={"DRAGOMAN_LANGUAGES": self._languages} if speaks else {},
        )

    def _let_tell_progress(self, function: Function) -> None:
        """Every event is kept, then posted."""
        self._let_use_messages(function, "UpdateItem")
        self._let_post(function)

    def _let_post(self, function: Function) -> None:
        self._socket.let_post(function)
        function.tell(callback_url=self._target.callback_url(self._socket.stage))

    def _let_use_connections(self, function: Function, *operations: str) -> None:
        table = self._storage.connections
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.tell(connections_table=table.table_name)

    def _let_use_messages(self, function: Function, *operations: str) -> None:
        table = self._storage.messages
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.tell(messages_table=table.table_name)

    def _let_use_audio(self, function: Function, *operations: str) -> None:
        bucket = self._storage.audio
        recordings = bucket.arn_for_objects(f"{AUDIO_PREFIX}*")
        function.allow(recordings, *(f"s3:{name}" for name in operations))
        function.tell(audio_bucket=bucket.bucket_name)

    def _let_list_audio(self, function: Function) -> None:
        function.allow(self._storage.audio.bucket_arn, "s3:ListBucket")

    def _let_wake(self, function: Function, stages: StageFunctions) -> None:
        """Models are loaded while a client still takes breath."""
        loading = [stage for stage in vars(stages).values() if stage.shape.models]
        arns = [stage.resource.function_arn for stage in loading]
        function.allow(arns, "lambda:InvokeFunction")
        function.tell(model_functions=",".join(stage.resource.function_name for stage in loading))

    def _say(self, pipeline: Pipeline) -> None:
        outputs = {
            "WebSocketUrl": self._target.websocket_url(self._socket.stage),
            "AudioBucketName": self._storage.audio.bucket_name,
            "ConnectionsTableName": self._storage.connections.table_name,
            "MessagesTableName": self._storage.messages.table_name,
            "StateMachineArn": pipeline.machine.state_machine_arn,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
