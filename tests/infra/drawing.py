"""`python -m tests.infra.drawing`: the state machine of docs/architecture.md, as Mermaid."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.app import synthesize
from tests.infra.template import Json, Template


def draw(definition: Json) -> str:
    """A Mermaid state diagram; transitions after an error have a label."""
    return "\n".join(["```mermaid", "stateDiagram-v2", *_machine(definition, "    "), "```"])


def _machine(machine: Json, indent: str) -> Iterator[str]:
    yield f"{indent}[*] --> {machine['StartAt']}"
    for name, state in machine["States"].items():
        yield from (f"{indent}{line}" for line in _ways(name, state))
        processors = [state["ItemProcessor"]] if "ItemProcessor" in state else []
        if branches := state.get("Branches", processors):
            yield f"{indent}state {name} {{"
            for number, branch in enumerate(branches):
                if number:
                    yield f"{indent}    --"
                yield from _machine(branch, indent + "    ")
            yield f"{indent}}}"


def _ways(name: str, state: Json) -> Iterator[str]:
    for choice in state.get("Choices", []):
        condition = choice.get("StringEquals", choice.get("BooleanEquals"))
        variable = str(choice["Variable"]).removeprefix("$.")
        needed = "is present" if "IsPresent" in choice else f"= {str(condition).lower()}"
        yield f"{name} --> {choice['Next']}: {variable} {needed}"
    if "Default" in state:
        yield f"{name} --> {state['Default']}: otherwise"
    caught = [catch["Next"] for catch in state.get("Catch", [])]
    if "Next" in state:
        both = state["Next"] in caught
        yield f"{name} --> {state['Next']}" + (": done, or failed" if both else "")
    yield from (f"{name} --> {to}: failed" for to in caught if to != state.get("Next"))
    if state.get("End") or state["Type"] in {"Fail", "Succeed"}:
        yield f"{name} --> [*]"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(draw(Template("emulator", synthesize("emulator", Path(folder))).definition))
