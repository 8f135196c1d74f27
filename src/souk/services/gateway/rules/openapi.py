"""The OpenAPI 3.1 document: what django-ninja knows of the endpoints, completed with the problems every one may answer."""

from __future__ import annotations

from typing import Any

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `errors` names the fields to look at.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def complete(document: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Adds servers, the problem schema, and to each operation the problems it may answer."""
    paths = {path: _with_problems(operations) for path, operations in document["paths"].items()}
    components = dict(document.get("components", {}))
    components["schemas"] = {**components.get("schemas", {}), "Problem": PROBLEM_SCHEMA}
    schemes = components.get("securitySchemes", {})
    components["securitySchemes"] = {"bearer": next(iter(schemes.values()))} if schemes else {}
    components["responses"] = {
        "Problem": {
            "description": "Anything that is not a success.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    tags = sorted(
        {tag for operations in paths.values() for one in operations.values() for tag in one.get("tags", [])}
    )
    return {
        **document,
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": components,
        "tags": [{"name": tag} for tag in tags],
    }


def _with_problems(operations: dict[str, Any]) -> dict[str, Any]:
    completed = {}
    for method, operation in operations.items():
        responses = {str(status): answer for status, answer in operation["responses"].items()}
        responses.setdefault("default", {"$ref": "#/components/responses/Problem"})
        security = [{"bearer": []}] if operation.get("security") else []
        completed[method] = {**operation, "responses": responses, "security": security}
    return completed
