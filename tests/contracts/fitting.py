"""Whether what one side writes can be read by the other: two JSON Schemas compared, direction by direction.

What a call is given was written by an older neighbour and is read by the newer house; what it answers, and every event, is
written by the newer house and read by an older neighbour (and events are read for as long as the log is kept).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]

#: Words for people, and hints: they change nothing about what fits.
WORDS = ("title", "description", "examples", "default", "deprecated")
SMALLEST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
LARGEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def bare(schema: Any) -> Any:
    """A schema without words for people, so that a better sentence is no change of a promise."""
    if isinstance(schema, list):
        return [bare(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: bare(part) for name, part in value.items()}
        elif key not in WORDS:
            kept[key] = value if key in ("enum", "const", "required") else bare(value)
    return kept


@dataclass
class Comparison:
    """`strict_reader`: what is written must all be understood, as a call's arguments are. Else what was read must all still be written."""

    writer: Schema
    reader: Schema
    strict_reader: bool
    seen: set[tuple[str, str]] = field(default_factory=set)

    def misfits(self) -> list[str]:
        return list(self._compare(self.writer, self.reader, ""))

    def _compare(self, writer: Schema, reader: Schema, at: str) -> Iterator[str]:
        pair = (str(writer.get("$ref")), str(reader.get("$ref")))
        if pair != ("None", "None"):
            if pair in self.seen:
                return
            self.seen.add(pair)
        writer, reader = _resolved(writer, self.writer), _resolved(reader, self.reader)
        if not _asserts(reader):
            return
        for written in _alternatives(writer):
            tries = [list(self._plain(written, read, at)) for read in map(self._whole, _alternatives(reader))]
            if all(tries):
                yield from min(tries, key=len)

    def _whole(self, reader: Schema) -> Schema:
        return _resolved(reader, self.reader)

    def _plain(self, writer: Schema, reader: Schema, at: str) -> Iterator[str]:
        writer = _resolved(writer, self.writer)
        if not _asserts(reader):
            return
        if _kind(writer) != _kind(reader) and (_kind(writer), _kind(reader)) != ("integer", "number"):
            yield f"{at or '/'}: was read as {_kind(reader)}, is written as {_kind(writer)}"
            return
        yield from _values(writer, reader, at)
        yield from _bounds(writer, reader, at)
        if _kind(reader) == "object":
            yield from self._objects(writer, reader, at)
        if "items" in reader:
            yield from self._compare(writer.get("items", {}), reader["items"], f"{at}/*")

    def _objects(self, writer: Schema, reader: Schema, at: str) -> Iterator[str]:
        written, read = writer.get("properties", {}), reader.get("properties", {})
        for name in sorted(set(reader.get("required", [])) - set(writer.get("required", []))):
            yield f"{at}/{name}: must be there to be read, and is not always written"
        for name in sorted(set(written) & set(read)):
            yield from self._compare(written[name], read[name], f"{at}/{name}")
        for name in sorted(set(written) - set(read) if self.strict_reader else []):
            yield f"{at}/{name}: is written, and no longer understood"
        for name in sorted(
            set() if self.strict_reader else set(read) - set(written) - set(reader.get("required", []))
        ):
            yield f"{at}/{name}: was read, and is no longer written"
        inner = reader.get("additionalProperties")
        if isinstance(inner, dict):
            outer = writer.get("additionalProperties")
            yield from self._compare(outer if isinstance(outer, dict) else {}, inner, f"{at}/*")


def _resolved(schema: Schema, whole: Schema) -> Schema:
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _asserts(schema: Schema) -> bool:
    return bool(set(schema) - {*WORDS, "$defs"})


def _alternatives(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return found


def _kind(schema: Schema) -> str:
    if "type" in schema:
        return str(schema["type"])
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return "string" if values and all(isinstance(value, str) for value in values) else "anything"


def _values(writer: Schema, reader: Schema, at: str) -> Iterator[str]:
    known = _listed(reader)
    if known is None:
        return
    written = _listed(writer)
    if written is None:
        yield f"{at or '/'}: was one of {known}, may now be anything"
    elif unknown := [value for value in written if value not in known]:
        yield f"{at or '/'}: {unknown} would not be understood"


def _listed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _bounds(writer: Schema, reader: Schema, at: str) -> Iterator[str]:
    for word in (*SMALLEST, *LARGEST, "pattern", "format"):
        if word not in reader:
            continue
        read, written = reader[word], writer.get(word)
        narrower = (
            written is None
            or (word in SMALLEST and written < read)
            or (word in LARGEST and written > read)
            or (word in ("pattern", "format") and written != read)
        )
        if narrower and not _listed(writer):
            yield f"{at or '/'}: {word} {read!r} is asked, {written!r} is kept"
