"""The OpenAPI description, completed by what the code does not show."""

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from dragoman.http.bodies import FORM, JSON, TranslationRequest
from dragoman.http.problems import PROBLEM, Problem

REF = "#/components/schemas/"


def describe(app: FastAPI) -> None:
    derive = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(derive())
        return derive()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    _, found = models_json_schema(
        [(TranslationRequest, "validation")], ref_template=REF + "{model}"
    )
    schemas |= found["$defs"]
    schemas["TranslationForm"] = _as_form(schemas[TranslationRequest.__name__])
    described["paths"]["/v1/translations"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            FORM: {"schema": {"$ref": f"{REF}TranslationForm"}},
            JSON: {"schema": {"$ref": REF + TranslationRequest.__name__}},
        },
    }
    for path in described["paths"].values():
        for operation in path.values():
            _give_problems_their_type(operation["responses"])


def _as_form(request: dict[str, Any]) -> dict[str, Any]:
    """The schema with a file in place of `audio_data`."""
    fields = {name: of for name, of in request["properties"].items() if name != "audio_data"}
    fields["audio"] = {"type": "string", "format": "binary", "description": "The recording."}
    return request | {"title": "TranslationForm", "properties": fields}


def _give_problems_their_type(responses: dict[str, Any]) -> None:
    for response in responses.values():
        content = response.get("content", {})
        if content.get(JSON, {}).get("schema", {}).get("$ref") == REF + Problem.__name__:
            response["content"] = {PROBLEM: content[JSON]}
