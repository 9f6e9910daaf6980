"""The stack: all resources, and what each function may do with them."""

from collections.abc import Mapping, Sequence

from aws_cdk import Annotations, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as events_targets
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from dragoman.aws.dynamodb import OWNER_INDEX, QUEUE_INDEX, UNWARNED_INDEX, USER_INDEX
from dragoman.models.packs import Kind
from infra.canary import deploy_gradually
from infra.cost.measured import ROOM_LANGUAGES, Utterance
from infra.cost.model import MODELS, Setting, of_utterance
from infra.cost.prices import PRICES
from infra.cost.traffic import of_room_turn
from infra.flow import StageFunctions
from infra.functions import Deployment, Function
from infra.http_api import HttpApi, UserPoolClients
from infra.log_retention import keep_provider_logs, set_log_retention
from infra.nag_suppressions import logical_id, suppress_nag, suppress_wildcard_nag
from infra.observability import MonitoredResources, Observability
from infra.options import DEPLOYMENT_LIMITS, LIMITS, ROOM_LIMITS, SPEAKER_LIMITS, Options
from infra.pipeline import Pipeline
from infra.storage import AUDIO_PREFIX, Storage
from infra.target import FunctionConfig, Target
from infra.user_pool import let_return_to, users_from_options
from infra.web_app import SignIn, config_json
from infra.websocket_api import WebSocket

NOBODY_GETS_ALARMS = (
    "Nobody gets the alarms of this deployment, not even that of its spending. Deploy with "
    "-c alarm_email=ADDRESS, or subscribe to the topic of the output AlarmsTopicArn."
)


class DragomanStack(Stack):
    def __init__(self, scope: Construct, name: str, *, target: Target, options: Options) -> None:
        super().__init__(
            scope,
            name,
            stack_name=f"{name}-{options.stage}",
            env=target.environment,
            synthesizer=target.synthesizer,
            termination_protection=options.protected,
        )
        self._target = target
        self._options = options
        self._limits = options.limits
        self._storage = Storage(self, "Storage", target=target, options=options)
        self._socket = WebSocket(
            self,
            "WebSocket",
            target=target,
            max_messages_per_second=options.max_messages_per_second,
        )
        self._ticket_key = _ticket_key(self)

        stages = self._stage_functions()
        pipeline = Pipeline(self, "Pipeline", functions=stages)
        accept = self._accept_function(pipeline, stages)
        authorize = self._authorize_function()
        self._socket.route(
            authorize=authorize,
            connect=self._connect_function(),
            disconnect=self._disconnect_function(),
            accept=accept,
        )
        users = users_from_options(self, options)
        http = self._http_function(pipeline, users)
        self._http = HttpApi(
            self,
            "HttpApi",
            target=target,
            origins=[*options.origins, target.page_origin],
            users=users,
            function=http,
            max_requests_per_second=options.max_requests_per_second,
        )
        self._sweep_every_minute(users)
        self._site = self._add_site(options.languages, users.sign_in if users else None)
        if users and self._site:
            let_return_to(users, f"{self._site}/")
        self._allow_origins([*options.origins, self._site or target.page_origin], authorize)
        self._add_outputs(pipeline)
        if target.monitored:
            functions = {"accept": accept, "http": http, **vars(stages)}
            self._monitor(pipeline, functions)
            keep_provider_logs(self)
        set_log_retention(self, options.log_days)

    def _authorize_function(self) -> Function:
        # The handshake waits for cryptography, which is slow on a small share of a core.
        function = self._function("authorize", memory_mb=512, timeout_s=10)
        self._grant_ticket_key(function)
        self._grant_usage(function, "PutItem")
        return function

    def _http_function(self, pipeline: Pipeline, users: UserPoolClients | None) -> Function:
        # It holds a request until its translation is complete. API Gateway waits 29 s.
        function = self._function("http", memory_mb=512, timeout_s=29)
        self._grant_ticket_key(function)
        self._grant_usage(function, "GetItem", "UpdateItem")
        self._grant_messages(function, "UpdateItem", "Query", "DeleteItem")
        self._grant_query_index(function, self._storage.messages, OWNER_INDEX)
        self._grant_audio(function, "GetObject", "PutObject", "DeleteObject")
        self._grant_list_audio(function)
        self._grant_start_execution(function, pipeline)
        self._grant_rooms(function, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
        self._grant_post(function)
        if users:
            function.set_environment(guests=False)
        self._set_limits(function, *LIMITS)
        return function

    def _add_site(self, languages: Sequence[str], sign_in: SignIn | None) -> str | None:
        websocket_url = self._target.websocket_url(self._socket.stage)
        http_url = self._target.http_url(self._http.stage)
        return self._target.site(
            self,
            config_json(websocket_url, http_url, languages, sign_in=sign_in),
            services=[
                self._socket.origin,
                self._http.origin,
                *(sign_in.origins if sign_in else ()),
            ],
        )

    def _allow_origins(self, origins: Sequence[str], authorize: Function) -> None:
        """Lets web pages of these origins use the service."""
        authorize.set_environment(allowed_origins=",".join(origins))
        self._storage.allow_origins(origins)

    def _connect_function(self) -> Function:
        function = self._function("connect", memory_mb=256, timeout_s=10)
        self._grant_connections(function, "PutItem")
        return function

    def _disconnect_function(self) -> Function:
        function = self._function("disconnect", memory_mb=256, timeout_s=10)
        self._grant_connections(function, "DeleteItem")
        self._grant_rooms(function, "GetItem", "UpdateItem")
        self._grant_post(function)
        return function

    def _accept_function(self, pipeline: Pipeline, stages: StageFunctions) -> Function:
        # API Gateway waits 29 s for an integration.
        function = self._function("accept", memory_mb=512, timeout_s=25)
        self._grant_connections(function, "GetItem", "PutItem")
        self._grant_messages(function, "GetItem", "UpdateItem", "Query")
        self._grant_audio(function, "GetObject", "PutObject")
        self._grant_post(function)
        self._grant_start_execution(function, pipeline)
        self._grant_usage(function, "GetItem", "UpdateItem")
        self._grant_rooms(function, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
        self._set_limits(function, *SPEAKER_LIMITS, *ROOM_LIMITS, *DEPLOYMENT_LIMITS)
        loading = [stage for stage in vars(stages).values() if stage.config.models]
        if self._options.captions:
            loading.append(self._captions_function(stages.translate))
            function.set_environment(captions_function=loading[-1].resource.function_name)
            self._grant_messages(function, "GetItem")
        self._grant_warm_up(function, [*loading, stages.synthesize])
        return function

    def _captions_function(self, translate: Function) -> Function:
        """The recogniser of partial recordings. It has environments of its own, so that the
        recognition of whole segments never waits for it."""
        function = self._function(
            "captions", 3008, timeout_s=15, models="recognition", image="transcribe"
        )
        self._grant_post(function)
        function.allow(translate.resource.function_arn, "lambda:InvokeFunction")
        function.set_environment(translate_function=translate.resource.function_name)
        return function

    def _stage_functions(self) -> StageFunctions:
        # A new AWS account allows at most 3008 MB, which is 1.7 vCPU.
        stages = StageFunctions(
            transcribe=self._function("transcribe", 3008, timeout_s=60, models="recognition"),
            translate=self._function("translate", 1769, timeout_s=30, models="translation"),
            synthesize=self._function("synthesize", 3008, timeout_s=45, models="voice"),
            complete=self._function("complete", 512, timeout_s=15),
            fail=self._function("fail", 256, timeout_s=15),
        )
        for function in vars(stages).values():
            self._grant_report_progress(function)
        for function in (stages.complete, stages.fail):  # they end messages
            self._grant_messages(function, "Query")
            self._grant_usage(function, "UpdateItem")
        if self._options.captions:  # they ask whether a tentative segment is accepted
            for function in (stages.transcribe, stages.fail):
                self._grant_messages(function, "GetItem")
        self._grant_audio(stages.transcribe, "GetObject")
        # Without s3:ListBucket, S3 answers 403 for a recording that does not exist.
        self._grant_list_audio(stages.transcribe)
        self._grant_audio(stages.synthesize, "GetObject", "PutObject")
        if self._options.voice_start_s:
            stages.synthesize.set_environment(voice_start_s=self._options.voice_start_s)
        for function in (stages.complete, stages.fail):  # they presign links
            self._grant_audio(function, "GetObject")
        return stages

    def _sweep_every_minute(self, users: UserPoolClients | None) -> None:
        """The sweeper and its schedule. A failed run is not retried: the next one does its work."""
        function = self._function("sweep", memory_mb=256, timeout_s=50)
        self._grant_audio(function, "GetObject")
        self._grant_connections(function, "UpdateItem", "DeleteItem")
        self._grant_messages(function, "GetItem", "UpdateItem", "Query")
        self._grant_rooms(function, "GetItem")
        for table, index in (
            (self._storage.connections, UNWARNED_INDEX),
            (self._storage.messages, QUEUE_INDEX),
        ):
            self._grant_query_index(function, table, index)
        self._grant_post(function)
        if users:
            self._grant_disconnect_users(function, users)
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
        self,
        name: str,
        memory_mb: int,
        timeout_s: int,
        *,
        models: Kind | None = None,
        image: str = "",
    ) -> Function:
        memory_mb = self._options.memory_mb.get(name, memory_mb)
        config = FunctionConfig(name, memory_mb, timeout_s, models, image)
        languages = ",".join(self._options.languages)
        needs_languages = models or name in {"accept", "http"}
        return Function(
            self,
            config,
            target=self._target,
            environment={"DRAGOMAN_LANGUAGES": languages} if needs_languages else {},
            deployment=Deployment(
                provisioned=self._options.provisioned.get(name, 0),
                reserved=self._options.reserved.get(name, 0),
                canary=self._options.canary,
            ),
        )

    def _grant_report_progress(self, function: Function) -> None:
        """Lets a stage store its events and post them, in a room to all participants."""
        self._grant_messages(function, "UpdateItem")
        self._grant_rooms(function, "GetItem")
        self._grant_post(function)

    def _grant_post(self, function: Function) -> None:
        self._socket.grant_post(function)
        function.set_environment(callback_url=self._target.callback_url(self._socket.stage))

    def _grant_disconnect_users(self, function: Function, users: UserPoolClients) -> None:
        """Lets a function find disabled users, block them and close their connections."""
        pool = self.format_arn(
            service="cognito-idp", resource="userpool", resource_name=users.pool_id
        )
        function.allow(pool, "cognito-idp:ListUsers")
        function.set_environment(user_pool_id=users.pool_id)
        self._grant_usage(function, "PutItem")
        self._grant_query_index(function, self._storage.connections, USER_INDEX)
        self._socket.grant_close(function)

    def _grant_connections(self, function: Function, *operations: str) -> None:
        table = self._storage.connections
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.set_environment(connections_table=table.table_name)

    def _grant_messages(self, function: Function, *operations: str) -> None:
        table = self._storage.messages
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.set_environment(messages_table=table.table_name)

    def _grant_rooms(self, function: Function, *operations: str) -> None:
        table = self._storage.rooms
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.set_environment(rooms_table=table.table_name)

    def _grant_query_index(self, function: Function, table: dynamodb.Table, index: str) -> None:
        function.allow(f"{table.table_arn}/index/{index}", "dynamodb:Query")

    def _grant_usage(self, function: Function, *operations: str) -> None:
        table = self._storage.usage
        function.allow(table.table_arn, *(f"dynamodb:{name}" for name in operations))
        function.set_environment(usage_table=table.table_name)

    def _grant_start_execution(self, function: Function, pipeline: Pipeline) -> None:
        """Lets a function start executions, and count the open segments first."""
        function.allow(pipeline.machine.state_machine_arn, "states:StartExecution")
        function.set_environment(state_machine_arn=pipeline.machine.state_machine_arn)
        self._grant_query_index(function, self._storage.messages, QUEUE_INDEX)  # capacity

    def _grant_ticket_key(self, function: Function) -> None:
        """Lets a function read the key of tickets. The key itself is in no setting, so reading a
        function's configuration is not enough to issue tickets."""
        function.allow(self._ticket_key.secret_arn, "secretsmanager:GetSecretValue")
        function.set_environment(ticket_key_secret=self._ticket_key.secret_arn)

    def _set_limits(self, function: Function, *names: str) -> None:
        function.set_environment(
            **{name: self._limits[name] for name in names if name in self._limits}
        )

    def _grant_audio(self, function: Function, *operations: str) -> None:
        bucket = self._storage.audio
        recordings = bucket.arn_for_objects(f"{AUDIO_PREFIX}*")
        function.allow(recordings, *(f"s3:{name}" for name in operations))
        suppress_wildcard_nag(
            function.role,
            f"<{logical_id(bucket)}.Arn>/{AUDIO_PREFIX}*",
            "Keys begin with the message's id, which a client chooses.",
        )
        function.set_environment(audio_bucket=bucket.bucket_name)

    def _grant_list_audio(self, function: Function) -> None:
        function.allow(self._storage.audio.bucket_arn, "s3:ListBucket")

    def _grant_warm_up(self, function: Function, warmed: Sequence[Function]) -> None:
        """Lets a function warm the model functions up when a client says hello.

        Two environments of the voices are warmed up, because a message in parallel mode makes two
        voices at once, and its mode is not known before.
        """
        arns = dict.fromkeys(stage.resource.function_arn for stage in warmed)
        function.allow(list(arns), "lambda:InvokeFunction")
        function.set_environment(
            model_functions=",".join(stage.resource.function_name for stage in warmed)
        )

    def _monitor(self, pipeline: Pipeline, functions: Mapping[str, Function]) -> None:
        resources = MonitoredResources(functions, pipeline.machine, *self._dollars())
        observability = Observability(self, "Observability", resources=resources)
        topic = observability.alarms
        if self._options.canary:
            deploy_gradually(self, observability.error_rate)
        if self._options.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self._options.alarm_email))
        else:
            Annotations.of(self).add_warning_v2("dragoman:alarms", NOBODY_GETS_ALARMS)
        CfnOutput(self, "AlarmsTopicArn", value=topic.topic_arn)

    def _dollars(self) -> tuple[float, float]:
        """The prices of an utterance, and of each language that it has in a room."""
        models = {name: mb for name, mb in self._options.memory_mb.items() if name in MODELS}
        setting = Setting(memory_mb=models, architecture=self._options.architecture)
        utterance = Utterance.load()
        alone = sum(of_utterance(utterance, setting, PRICES).values())
        in_room = sum(of_room_turn(utterance, setting, PRICES).values())
        return alone, (in_room - alone) / (len(set(ROOM_LANGUAGES)) - 1)

    def _add_outputs(self, pipeline: Pipeline) -> None:
        outputs = {
            "WebSocketUrl": self._target.websocket_url(self._socket.stage),
            "HttpUrl": self._target.http_url(self._http.stage),
            "AudioBucketName": self._storage.audio.bucket_name,
            "ConnectionsTableName": self._storage.connections.table_name,
            "MessagesTableName": self._storage.messages.table_name,
            "UsageTableName": self._storage.usage.table_name,
            "RoomsTableName": self._storage.rooms.table_name,
            "Languages": ",".join(self._options.languages),
            "StateMachineArn": pipeline.machine.state_machine_arn,
        }
        if self._site:
            outputs["SiteUrl"] = self._site
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)


def _ticket_key(scope: Construct) -> secretsmanager.Secret:
    """The key of tickets, generated by Secrets Manager."""
    key = secretsmanager.Secret(
        scope,
        "TicketKey",
        description="Signs the tickets that open sockets",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            password_length=64, exclude_punctuation=True
        ),
        removal_policy=RemovalPolicy.DESTROY,
    )
    suppress_nag(
        key,
        "SMG4",
        "A ticket is valid for a minute, so rotation gains little; see docs/operations.md.",
    )
    return key
