"""A synthesized template, read by what its resources are and never by their generated names."""

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

    def only(self, kind: str) -> Json:
        (found,) = self.of(kind).values()
        return found

    def policy_of_removal(self, kind: str) -> set[str]:
        resources = self._template["Resources"].values()
        return {found["DeletionPolicy"] for found in resources if found["Type"] == f"AWS::{kind}"}

    @property
    def functions(self) -> dict[str, Json]:
        """Properties by the name of the function's folder."""
        found = self.of("Lambda::Function").values()
        return {function["Environment"]["Variables"][SERVICE]: function for function in found}

    def environment(self, function: str) -> dict[str, str]:
        variables = self.functions[function]["Environment"]["Variables"]
        return {name: self.plain(value) for name, value in variables.items()}

    def allowed(self, role: Json) -> dict[str, set[str]]:
        """Actions by resource, of everything attached to a role."""
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
        """A value with its references written as what they refer to: <function accept>."""
        match value:
            case str():
                return value
            case {"Fn::Join": [separator, parts]}:
                return separator.join(self.plain(part) for part in parts)
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
                return f"function {properties['Environment']['Variables'][SERVICE]}"
            case "Table":
                key = properties["KeySchema"][0]["AttributeName"]
                return f"table {key.removesuffix('_id')}s"
        return str(kind).lower()


SERVICE = "POWERTOOLS_SERVICE_NAME"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
