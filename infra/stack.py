"""The whole: what there is, and who may do what."""

from collections.abc import Mapping, Sequence

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as events_targets
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from dragoman.aws.dynamodb import OPEN_INDEX, OWNER_INDEX, UNWARNED_INDEX
from dragoman.models.packs import Kind
from infra import page
from infra.arguments import argue, argue_wildcard, named
from infra.flow import StageFunctions
from infra.functions import Function
from infra.http import HttpApi, Users
from infra.lifetimes import keep_logs
from infra.observability import Observability, Watched
from infra.options import LIMITS, SPEAKER_LIMITS, Options
from infra.pipeline import Pipeline
from infra.storage import AUDIO_PREFIX, Storage
from infra.target import FunctionShape, Target
from infra.users import users_of
from infra.websocket import WebSocket


class DragomanStack(Stack):
    def __init__(self, scope: Construct, name: str, *, target: Target, options: Options) -> None:
        super().__init__(
            scope,
            name,
            stack_name=f"{name}-{options.stage}",
            env=target.environment,
            synthesizer=target.synthesizer,
            termination_protection=options.lasting,
        )
        self._target = target
        self._options = options
        self._limits = options.limits
        self._storage = Storage(self, "Storage", target=target, lasting=options.lasting)
        self._socket = WebSocket(self, "WebSocket", target=target)
        self._ticket_key = _ticket_key(self)

        stages = self._stages()
        pipeline = Pipeline(self, "Pipeline", functions=stages)
        accept = self._accept(pipeline, stages)
        authorize = self._authorize()
        self._socket.route(
            authorize=authorize,
            connect=self._connect(),
            disconnect=self._disconnect(),
            accept=accept,
        )
        users = users_of(self, options)
        serve_http = self._serve_http(pipeline, users)
        self._http = HttpApi(
            self,
            "HttpApi",
            target=target,
            origins=[*options.origins, target.page_origin],
            users=users,
            function=serve_http,
        )
        self._sweep()
        self._site = self._serve_page(options.languages)
        self._let_in([*options.origins, self._site or target.page_origin], authorize)
        self._say(pipeline)
        if target.watched:
            functions = {"accept": accept, "http": serve_http, **vars(stages)}
            self._watch(pipeline, functions)
        keep_logs(self, options.logs_kept_days)

    def _authorize(self) -> Function:
        # Cryptography is slow on a small share of a core, and a handshake waits for it.
        function = self._function("authorize", memory_mb=512, timeout_s=10)
        self._let_use_tickets(function)
        self._let_count(function, "PutItem")
        return function

    def _serve_http(self, pipeline: Pipeline, users: Users | None) -> Function:
        # It holds a request until its translation is done, as long as API Gateway waits.
        function = self._function("http", memory_mb=512, timeout_s=29)
        self._let_use_tickets(function)
        self._let_count(function, "UpdateItem")
        self._let_use_messages(function, "UpdateItem", "Query", "DeleteItem")
        self._let_list(function, self._storage.messages, OWNER_INDEX)
        self._let_use_audio(function, "GetObject", "PutObject", "DeleteObject")
        self._let_list_audio(function)
        self._let_start(function, pipeline)
        if users:
            function.tell(guests=False)
        self._limit(function, *LIMITS)
        return function

    def _serve_page(self, languages: Sequence[str]) -> str | None:
        websocket_url = self._target.websocket_url(self._socket.stage)
        http_url = self._target.http_url(self._http.stage)
        return self._target.site(
            self,
            page.config(websocket_url, http_url, languages),
            services=[self._socket.origin, self._http.origin],
        )

    def _let_in(self, origins: Sequence[str], authorize: Function) -> None:
        """Pages of these may use the service."""
        authorize.tell(allowed_origins=",".join(origins))
        self._storage.let_in(origins)

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
        self._let_start(function, pipeline)
        self._let_count(function, "UpdateItem")
        self._limit(function, *SPEAKER_LIMITS, "segments_in_all")
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
            self._let_count(function, "UpdateItem")
        self._let_use_audio(stages.transcribe, "GetObject")
        # Without it S3 says 403 of a recording that is not there.
        self._let_list_audio(stages.transcribe)
        self._let_use_audio(stages.synthesize, "GetObject", "PutObject")
        if self._options.voice_start_s:
            stages.synthesize.tell(voice_start_s=self._options.voice_start_s)
        for function in (stages.complete, stages.fail):  # they sign links
            self._let_use_audio(function, "GetObject")
        return stages

    def _sweep(self) -> None:
        """Every minute; one that fails is made good by the next."""
        function = self._function("sweep", memory_mb=256, timeout_s=50)
        self._let_use_audio(function, "GetObject")
        self._let_use_connections(function, "UpdateItem", "DeleteItem")
        self._let_use_messages(function, "GetItem", "UpdateItem", "Query")
        for table, index in (
            (self._storage.connections, UNWARNED_INDEX),
            (self._storage.messages, OPEN_INDEX),
        ):
            self._let_list(function, table, index)
        self._let_post(function)
        minute = Duration.minutes(1)
        events.Rule(
            self,
            "EveryMinute",
            schedule=events.Schedule.rate(minute),
            targets=[
                events_targets.LambdaFunction(
                    function.resource, retry_attempts=0, max_event_age=minute
                )
            ],
        )

    def _function(
        self, name: str, memory_mb: int, timeout_s: int, *, models: Kind | None = None
    ) -> Function:
        memory_mb = self._options.memory_mb.get(name, memory_mb)
        shape = FunctionShape(name, memory_mb, timeout_s, models)
        speaks = models or name in {"accept", "http"}
        return Function(
            self,
            shape,
            target=self._target,
            environment={"DRAGOMAN_LANGUAGES": ",".join(self._options.languages)} if speaks else {},
            provisioned=self._options.provisioned.get(name, 0),
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

    def _let_list(self, function: Function, table: dynamodb.Table, index: str) -> None:
        function.allow(f"{table.table_arn}/index/{index}", "dynamodb:Query")

    def _let_count(self, function: Function, *operations: str) -> None:
        table = self._storage.usage
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.tell(usage_table=table.table_name)

    def _let_start(self, function: Function, pipeline: Pipeline) -> None:
        """It takes in what people say."""
        function.allow(pipeline.machine.state_machine_arn, "states:StartExecution")
        function.tell(state_machine_arn=pipeline.machine.state_machine_arn)
        self._let_list(function, self._storage.messages, OPEN_INDEX)  # is there room for it?

    def _let_use_tickets(self, function: Function) -> None:
        """The key itself is no setting: whoever can read those cannot make tickets."""
        function.allow(self._ticket_key.secret_arn, "secretsmanager:GetSecretValue")
        function.tell(ticket_key_secret=self._ticket_key.secret_arn)

    def _limit(self, function: Function, *names: str) -> None:
        function.tell(**{name: self._limits[name] for name in names if name in self._limits})

    def _let_use_audio(self, function: Function, *operations: str) -> None:
        bucket = self._storage.audio
        recordings = bucket.arn_for_objects(f"{AUDIO_PREFIX}*")
        function.allow(recordings, *(f"s3:{name}" for name in operations))
        argue_wildcard(
            function.role,
            f"<{named(bucket)}.Arn>/{AUDIO_PREFIX}*",
            "Keys begin with the message's id, which nobody knows beforehand.",
        )
        function.tell(audio_bucket=bucket.bucket_name)

    def _let_list_audio(self, function: Function) -> None:
        function.allow(self._storage.audio.bucket_arn, "s3:ListBucket")

    def _let_wake(self, function: Function, stages: StageFunctions) -> None:
        """Models are loaded while a client still takes breath; that of the voices twice, as two are
        made at once, and nobody knows before the first message whether they will be."""
        loading = [stage for stage in vars(stages).values() if stage.shape.models]
        arns = [stage.resource.function_arn for stage in loading]
        function.allow(arns, "lambda:InvokeFunction")
        woken = [*loading, stages.synthesize]
        function.tell(model_functions=",".join(stage.resource.function_name for stage in woken))

    def _watch(self, pipeline: Pipeline, functions: Mapping[str, Function]) -> None:
        watched = Watched(functions, pipeline.machine)
        topic = Observability(self, "Observability", watched=watched).alarms
        CfnOutput(self, "AlarmsTopicArn", value=topic.topic_arn)

    def _say(self, pipeline: Pipeline) -> None:
        outputs = {
            "WebSocketUrl": self._target.websocket_url(self._socket.stage),
            "HttpUrl": self._target.http_url(self._http.stage),
            "AudioBucketName": self._storage.audio.bucket_name,
            "ConnectionsTableName": self._storage.connections.table_name,
            "MessagesTableName": self._storage.messages.table_name,
            "UsageTableName": self._storage.usage.table_name,
            "Languages": ",".join(self._options.languages),
            "StateMachineArn": pipeline.machine.state_machine_arn,
        }
        if self._site:
            outputs["SiteUrl"] = self._site
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)


def _ticket_key(scope: Construct) -> secretsmanager.Secret:
    """Made by Secrets Manager itself, seen by nobody."""
    key = secretsmanager.Secret(
        scope,
        "TicketKey",
        description="Signs the tickets that open sockets",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            password_length=64, exclude_punctuation=True
        ),
        removal_policy=RemovalPolicy.DESTROY,
    )
    argue(
        key, "SMG4", "Good for a minute each, tickets gain little from a new key; see operations."
    )
    return key
