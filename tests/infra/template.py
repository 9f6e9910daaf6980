"""A synthesized template, queried by resource types and never by generated names."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class Template:
    def __init__(self, target: str, folder: Path) -> None:
        self.target = target
        self.folder = folder
        self._template = json.loads((folder / "Dragoman.template.json").read_text())
        self.outputs: Json = {
            name: self.plain(output["Value"]) for name, output in self._template["Outputs"].items()
        }

    def of(self, kind: str) -> dict[str, Json]:
        """Properties by logical id."""
        return {
            name: resource["Properties"]
            for name, resource in self._template["Resources"].items()
            if resource["Type"] == f"AWS::{kind}"
        }

    @property
    def deployments(self) -> dict[str, Json]:
        """Properties of the uploads to the site's bucket, by their key prefix."""
        return {
            found["Properties"].get("DestinationBucketKeyPrefix", ""): found["Properties"]
            for found in self._template["Resources"].values()
            if found["Type"] == "Custom::CDKBucketDeployment"
        }

    @property
    def needs(self) -> dict[str, set[str]]:
        """The resources that each resource depends on, by logical ids."""
        resources = self._template["Resources"]
        return {name: _named(resource) & set(resources) for name, resource in resources.items()}

    @property
    def image_contexts(self) -> list[Path]:
        """The Docker build context of each image."""
        assets = json.loads((self.folder / "Dragoman.assets.json").read_text())
        images = assets["dockerImages"].values()
        return [self.folder / image["source"]["directory"] for image in images]

    @property
    def packs_in_images(self) -> set[str]:
        """The names of the packs in all images."""
        return set(" ".join(args["PACKS"] for args in self.image_build_args).split())

    @property
    def image_build_args(self) -> list[dict[str, str]]:
        """The Docker build arguments of each image."""
        assets = json.loads((self.folder / "Dragoman.assets.json").read_text())
        return [image["source"]["dockerBuildArgs"] for image in assets["dockerImages"].values()]

    @property
    def core_layer(self) -> Path:
        """The folder that becomes /opt/python."""
        (layer,) = self.folder.glob("asset.*/python/dragoman")
        return layer.parent

    def of_custom(self, kind: str) -> dict[str, Json]:
        """Properties of the CDK's custom resources of a kind."""
        return {
            name: resource["Properties"]
            for name, resource in self._template["Resources"].items()
            if resource["Type"] == f"Custom::{kind}"
        }

    def only(self, kind: str) -> Json:
        (found,) = self.of(kind).values()
        return found

    def api(self, protocol: str) -> tuple[str, Json]:
        """The logical id and properties of the API of a protocol."""
        (found,) = (
            (name, api)
            for name, api in self.of("ApiGatewayV2::Api").items()
            if api["ProtocolType"] == protocol
        )
        return found

    def of_api(self, protocol: str, kind: str) -> dict[str, Json]:
        """Properties of the resources of a kind that belong to the API of a protocol."""
        name, _ = self.api(protocol)
        resources = self.of(f"ApiGatewayV2::{kind}")
        return {key: of for key, of in resources.items() if of["ApiId"] == {"Ref": name}}

    def bucket(self, *, audio: bool) -> tuple[str, Json]:
        """The logical id and properties of the audio bucket, which has a lifecycle rule, or of
        the site's bucket."""
        (found,) = (
            (name, bucket)
            for name, bucket in self.of("S3::Bucket").items()
            if audio == ("LifecycleConfiguration" in bucket)
        )
        return found

    def statements(self, bucket: str) -> list[Json]:
        """The statements of a bucket's policy."""
        (policy,) = (
            policy
            for policy in self.of("S3::BucketPolicy").values()
            if policy["Bucket"] == {"Ref": bucket}
        )
        return list(policy["PolicyDocument"]["Statement"])

    @property
    def deletion_policies(self) -> dict[str, str]:
        """The deletion policy of each resource that has one, by logical id."""
        resources = self._template["Resources"].items()
        return {name: str(found.get("DeletionPolicy", "")) for name, found in resources}

    def policy_of_removal(self, kind: str) -> set[str]:
        resources = self._template["Resources"].values()
        return {found["DeletionPolicy"] for found in resources if found["Type"] == f"AWS::{kind}"}

    @property
    def functions(self) -> dict[str, Json]:
        """Properties of our functions by the name of their folder, without those of the CDK."""
        found = self.of("Lambda::Function").values()
        return {_service(function): function for function in found if _service(function)}

    @property
    def own_policies(self) -> list[Json]:
        """The IAM policies, without those of the CDK's functions."""
        brought = [
            {"Ref": function["Role"]["Fn::GetAtt"][0]}
            for function in self.of("Lambda::Function").values()
            if not _service(function)
        ]
        return [
            policy
            for policy in self.of("IAM::Policy").values()
            if not any(role in brought for role in policy["Roles"])
        ]

    def environment(self, function: str) -> dict[str, str]:
        variables = self.functions[function]["Environment"]["Variables"]
        return {name: self.plain(value) for name, value in variables.items()}

    def allowed(self, role: Json) -> dict[str, set[str]]:
        """The actions that a role may perform, by resource."""
        name = role["Fn::GetAtt"][0]
        assert not self.of("IAM::Role")[name].get("ManagedPolicyArns")
        allowed: dict[str, set[str]] = {}
        for policy in self.of("IAM::Policy").values():
            if {"Ref": name} in policy["Roles"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    assert statement["Effect"] == "Allow"
                    for resource in _listed(statement["Resource"]):
                        actions = allowed.setdefault(self.plain(resource), set())
                        actions.update(_listed(statement["Action"]))
        return allowed

    @property
    def definition(self) -> Json:
        machine = self.only("StepFunctions::StateMachine")
        return dict(json.loads(self.plain(machine["DefinitionString"])))

    def plain(self, value: Any) -> str:
        """A value in which references are written as their meaning, such as <function accept>."""
        match value:
            case str():
                return value
            case {"Fn::Join": [separator, parts]}:
                return str(separator).join(self.plain(part) for part in parts)
            case {"Fn::Select": [_, {"Fn::Split": [_, whole]}]}:
                return self.plain(whole)
            case {"Fn::GetAtt": [name, _]} | {"Ref": name}:
                return f"<{self._meaning(name)}>"
        raise AssertionError(value)

    def _meaning(self, name: str) -> str:
        if name.startswith("AWS::"):
            return name.removeprefix("AWS::")
        resource = self._template["Resources"][name]
        kind, properties = resource["Type"].rpartition("::")[2], resource["Properties"]
        match kind:
            case "Function":
                return f"function {_service(properties)}"
            case "Alias":
                return f"alias of {self.plain(properties['FunctionName'])}"
            case "Bucket" if "LifecycleConfiguration" not in properties:
                return "site"
            case "Table":
                key = properties["KeySchema"][0]["AttributeName"]
                return f"table {key.removesuffix('_id')}s"
        return str(kind).lower()


SERVICE = "POWERTOOLS_SERVICE_NAME"


def _named(value: Any) -> set[str]:
    """The logical ids that a resource refers to or depends on."""
    match value:
        case {"Ref": name} | {"Fn::GetAtt": [name, _]}:
            return {name}
        case dict():
            waited_for = _listed(value.get("DependsOn", []))
            return set(waited_for).union(*map(_named, value.values()))
        case list():
            return set().union(*map(_named, value))
    return set()


def _service(function: Json) -> str:
    return str(function.get("Environment", {}).get("Variables", {}).get(SERVICE, ""))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
