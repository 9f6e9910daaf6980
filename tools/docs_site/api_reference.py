"""Pages of the site from the OpenAPI and the AsyncAPI document."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]


def http_reference(document: Json) -> str:
    """The page of the HTTP API, in Markdown, from its OpenAPI document."""
    lines = [
        "# HTTP reference",
        "",
        "Every route, generated from the [OpenAPI document](openapi.json). "
        "[The HTTP API](../http.md) explains them.",
        "",
    ]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            lines += _operation(method, path, operation)
    return _text([*lines, *_schemas(document["components"]["schemas"])])


def websocket_reference(document: Json) -> str:
    """The page of the WebSocket, in Markdown, from its AsyncAPI document."""
    messages = document["components"]["messages"]
    received: list[str] = []
    sent: list[str] = []
    for operation in document["operations"].values():
        names = [_name(message) for message in operation["messages"]]
        (received if operation["action"] == "receive" else sent).extend(names)
    replies = {
        _name(operation["messages"][0]): [_name(reply) for reply in operation["reply"]["messages"]]
        for operation in document["operations"].values()
        if "reply" in operation
    }
    lines = [
        "# WebSocket reference",
        "",
        "Every message, generated from the [AsyncAPI document](../asyncapi.json). "
        "[The WebSocket protocol](../protocol.md) explains them.",
        "",
    ]
    for title, names in (("What a client sends", received), ("What the service sends", sent)):
        lines += [f"## {title}", "", "| message | purpose | content | reply |", "|---|---|---|---|"]
        for name in dict.fromkeys(names):
            message = messages[name]
            answers = ", ".join(f"`{messages[reply]['name']}`" for reply in replies.get(name, []))
            lines.append(
                f"| `{message['name']}` | {_cell(message.get('summary', ''))} "
                f"| {_type(message['payload'])} | {answers} |"
            )
        lines.append("")
    return _text([*lines, *_schemas(document["components"]["schemas"])])


def _operation(method: str, path: str, operation: Json) -> Iterator[str]:
    yield from (f"## {method.upper()} {path}", "", operation.get("description", ""), "")
    if operation.get("security"):
        yield from ("Needs a session secret or an access token.", "")
    if parameters := operation.get("parameters"):
        yield from ("| parameter | in | type | required |", "|---|---|---|---|")
        for one in parameters:
            required = "yes" if one.get("required") else "no"
            yield f"| `{one['name']}` | {one['in']} | {_type(one['schema'])} | {required} |"
        yield ""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield from (f"Request as `{kind}`: {_type(content['schema'])}", "")
    yield from ("| status | meaning | content |", "|---|---|---|")
    for status, response in operation["responses"].items():
        contents = [
            f"{_type(content.get('schema', {}))} as `{kind}`"
            for kind, content in response.get("content", {}).items()
        ]
        yield f"| {status} | {_cell(response['description'])} | {'; '.join(contents)} |"
    yield ""


def _schemas(schemas: Json) -> Iterator[str]:
    yield from ("## Types", "")
    for name, schema in sorted(schemas.items()):
        yield from (f"### {name}", "", schema.get("description", ""), "")
        if properties := schema.get("properties"):
            required = schema.get("required", [])
            yield from ("| field | type | required | meaning |", "|---|---|---|---|")
            for field, shape in properties.items():
                needed = "yes" if field in required else "no"
                meaning = _cell(shape.get("description", ""))
                yield f"| `{field}` | {_type(shape)} | {needed} | {meaning} |"
        else:
            yield _type(schema)
        yield ""


def _type(shape: Json) -> str:
    """The type of a value, with a link to its own section if it has one."""
    match shape:
        case {"$ref": str(reference)}:
            name = reference.rsplit("/", 1)[-1]
            return f"[{name}](#{name.lower()})"
        case {"const": value}:
            return f"`{value}`"
        case {"enum": values}:
            return ", ".join(f"`{value}`" for value in values)
        case {"anyOf": options} | {"oneOf": options}:
            return " or ".join(_type(option) for option in options)
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"object of {_type(values)}"
        case {"type": str(kind)}:
            return f"{shape.get('format', '')} {kind}{_bounds(shape)}".strip()
    return "any"


def _bounds(shape: Json) -> str:
    """The limits of a value, such as " (minimum 1)"."""
    names = {
        "minimum": "minimum",
        "maximum": "maximum",
        "exclusiveMinimum": "above",
        "exclusiveMaximum": "below",
        "minLength": "shortest",
        "maxLength": "longest",
    }
    bounds = [f"{word} {shape[name]}" for name, word in names.items() if name in shape]
    return f" ({', '.join(bounds)})" if bounds else ""


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[-1]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
