"""The AsyncAPI 3 document: a channel per service that speaks, a message per event, from the contracts."""

from __future__ import annotations

from typing import Any

from souk.vocabulary.events import Event, channel_of, short_name

#: A market has one of them, or neither: then events stay within its process.
SERVERS: dict[str, Any] = {
    "rabbitmq": {
        "host": "{host}",
        "protocol": "amqp",
        "protocolVersion": "0.9.1",
        "description": "Topic exchanges, routed by `order.created`; a durable queue for each house that hears (`SOUK_EVENTS=amqp://…`).",
        "variables": {"host": {"default": "localhost:5672"}},
    },
    "kafka": {
        "host": "{host}",
        "protocol": "kafka",
        "description": "Topics keyed by subject; a consumer group for each house that hears (`SOUK_EVENTS=kafka://…`).",
        "variables": {"host": {"default": "localhost:9092"}},
    },
}


def document(version: str, heard_by: dict[str, list[str]]) -> dict[str, Any]:
    """`heard_by`: house → the event types it hears."""
    kinds = sorted(Event.known.values(), key=lambda kind: kind.wire_type())
    schemas: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for kind in kinds:
        house, wire = kind.told_by(), kind.wire_type()
        name = kind.__name__
        schema = kind.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        schemas.update(schema.pop("$defs", {}))
        schemas[name] = schema
        messages[name] = {
            "name": wire,
            "title": name,
            "summary": (kind.__doc__ or "").strip().splitlines()[0] if kind.__doc__ else wire,
            "contentType": "application/cloudevents+json",
            "payload": _envelope(wire, name),
            "x-routing-key": short_name(wire),
            "bindings": {"kafka": {"key": {"type": "string", "description": "the subject"}}},
        }
        channel = channels.setdefault(house, _channel(house))
        channel["messages"][name] = {"$ref": f"#/components/messages/{name}"}
    for house, channel in channels.items():
        operations[f"{house}_says"] = _operation("send", house, list(channel["messages"]))
    for listener, types in sorted(heard_by.items()):
        for house in channels:
            names = [k.__name__ for k in kinds if k.told_by() == house and k.wire_type() in types]
            if names:
                operations[f"{listener}_hears_{house}"] = _operation("receive", house, names) | {
                    "bindings": {"kafka": {"groupId": {"const": f"souk.{listener}"}}},
                    "x-queue": f"souk.{listener}",
                }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Souk events",
            "version": version,
            "description": "CloudEvents 1.0. Delivered at least once, in order per subject; each takes effect once.",
        },
        "servers": SERVERS,
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def _channel(house: str) -> dict[str, Any]:
    address = channel_of(house)
    return {
        "address": address,
        "title": f"What {house} says",
        "messages": {},
        "bindings": {
            "amqp": {"is": "routingKey", "exchange": {"name": address, "type": "topic", "durable": True}},
            "kafka": {"topic": address},
        },
    }


def _operation(action: str, house: str, names: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{house}"},
        "messages": [{"$ref": f"#/channels/{house}/messages/{name}"} for name in names],
    }


def _envelope(wire: str, name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string"},
            "source": {"type": "string"},
            "type": {"const": wire},
            "subject": {"type": "string"},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "requestid": {"type": "string"},
            "data": {"$ref": f"#/components/schemas/{name}"},
        },
    }
