"""Calls on the wire, derived from a contract's type hints: encoded, decoded and validated on both sides.

`Rehearsal` does it in process, with one repeated delivery of every retriable call and now and then nobody answering: where a
wrong idempotency mark dies without a network. `Remote` does it over HTTP, and `answer_call` is its other end.
"""

from __future__ import annotations

import hmac
import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from itertools import count
from typing import Any

import orjson
import urllib3
from pydantic import TypeAdapter, ValidationError, create_model
from pydantic.fields import FieldInfo

from souk.kernel import chance, clock
from souk.kernel.access import identity
from souk.kernel.neighbours.asking import house_of, methods_of, provided, types_of
from souk.kernel.neighbours.spreading import Spread
from souk.kernel.operations.care import Care, CareOfShare, cares
from souk.kernel.settings import kinds_here, settings
from souk.kernel.shares import share_here
from souk.kernel.telemetry import tracing
from souk.kernel.telemetry.logs import log, request_id, set_request_id
from souk.vocabulary.calls import CallMark, Message, mark_of
from souk.vocabulary.problems import BadRequest, NotFound, Problem, Unauthenticated, Unavailable

_log = log(__name__)

DEADLINE, IDENTITY, REQUEST_ID = "X-Souk-Deadline", "X-Souk-Identity", "X-Request-ID"


class Wire:
    """How one call travels: its arguments and its answer as JSON bytes."""

    def __init__(self, method: Callable[..., Any]) -> None:
        parameters, answer = types_of(method)
        defaults = {
            name: ... if parameter.default is inspect.Parameter.empty else parameter.default
            for name, parameter in inspect.signature(method).parameters.items()
            if name != "self"
        }
        fields: dict[str, Any] = {
            name: (kind, FieldInfo(default=defaults[name]))
            for name, kind in parameters.items()
            if name in defaults
        }
        self.arguments = create_model("Arguments", __base__=WireMessage, **fields)
        self.answer: TypeAdapter[Any] = TypeAdapter(answer, config=None if _is_model(answer) else WIRE_CONFIG)
        self.mark = mark_of(method)

    def encode(self, arguments: dict[str, Any]) -> bytes:
        """What was given and no more: a house of the version before does not know a parameter or a field that is new. It refuses one
        that was given, for it would do something else than it was asked."""
        return self.arguments(**arguments).model_dump_json(exclude_unset=True).encode()

    def decode(self, body: bytes) -> dict[str, Any]:
        message = self.arguments.model_validate_json(body)
        return {name: getattr(message, name) for name in type(message).model_fields}

    def encode_answer(self, answer: Any) -> bytes:
        return self.answer.dump_json(answer)

    def decode_answer(self, body: bytes) -> Any:
        """What it says beyond what is known here is of a newer version, which goes on being understood."""
        return self.answer.validate_json(body, extra="ignore")


class WireMessage(Message):
    """Arguments of a call; bytes travel as base64."""


WIRE_CONFIG: Any = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}
WireMessage.model_config.update(WIRE_CONFIG)


def _is_model(kind: Any) -> bool:
    """Whether a type has a configuration of its own."""
    return hasattr(kind, "model_fields") or is_dataclass(kind)


@cache
def wires(contract: type) -> dict[str, Wire]:
    return {name: Wire(method) for name, method in methods_of(contract).items()}


class Rehearsal:
    """The implementation in this process, reached as if it were far away."""

    def __init__(self, contract: type, implementation: Any, *, unavailable: float = 0.0) -> None:
        self._contract, self._implementation, self._unavailable = contract, implementation, unavailable

    def __getattr__(self, name: str) -> Callable[..., Any]:
        wire = wires(self._contract)[name]

        def call(**arguments: Any) -> Any:
            body = wire.encode(arguments)
            if chance.fraction() < self._unavailable:
                raise Unavailable(f"rehearsal: {self._contract.__name__}.{name} did not answer")
            if wire.mark.retriable:
                self._deliver(name, wire, body)  # the first answer is lost on its way; the caller tries again
            answer = self._deliver(name, wire, body)
            if isinstance(answer, Problem):
                raise answer
            return wire.decode_answer(answer)

        return call

    def _deliver(self, name: str, wire: Wire, body: bytes) -> bytes | Problem:
        try:
            return wire.encode_answer(getattr(self._implementation, name)(**wire.decode(body)))
        except Problem as problem:
            return Problem.from_document(orjson.loads(orjson.dumps(problem.between_houses())))


class Remote:
    """A house in another process, over HTTP. Thread-safe; connections are pooled. `url`: several replicas, joined by commas, are
    asked in turn. `share`: the name of the share of the house that lives there, for who is told that it is away."""

    def __init__(self, contract: type, url: str, house: str = "", share: str = "") -> None:
        house = house or house_of(contract)
        self._contract, self._name = contract, share or house
        path = f"/internal/calls/{house}/{contract.__name__}/"
        self._bases = [one.strip().rstrip("/") + path for one in url.split(",")]
        self._turns = count()
        self._pool = urllib3.PoolManager(maxsize=32, retries=False)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        wire = wires(self._contract)[name]

        def call(**arguments: Any) -> Any:
            return wire.decode_answer(self._send(name, wire.mark, wire.encode(arguments)))

        return call

    def _send(self, name: str, mark: CallMark, body: bytes) -> bytes:
        until = clock.stopwatch() + min(mark.deadline_seconds, identity.seconds_left())
        attempts = max(3 if mark.retriable else 1, len(self._bases))
        is_anybody_there = False
        for attempt in range(attempts):
            left = until - clock.stopwatch()
            if left <= 0:
                break
            try:
                answer = self._pool.request(
                    "POST",
                    self._bases[next(self._turns) % len(self._bases)] + name,
                    body=body,
                    headers=self._headers(left),
                    timeout=urllib3.Timeout(
                        total=left / (attempts - attempt) if attempt < attempts - 1 else left
                    ),
                )
            except urllib3.exceptions.NewConnectionError:
                continue  # nobody has heard of it
            except urllib3.exceptions.HTTPError:
                is_anybody_there = True
                if mark.retriable:
                    continue
                break
            is_anybody_there = True
            if answer.status == 200:
                return bytes(answer.data)
            problem = _problem_in(answer.data)
            if type(problem) is Unavailable and mark.retriable:  # one of a name of its own is an answer
                continue
            raise problem
        how = "did not answer in time" if is_anybody_there else "cannot be reached where it should live"
        raise Unavailable(f"{self._name} {how}", retry_after=2)

    def _headers(self, left: float) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings().service_secret}",
            DEADLINE: f"{left:.3f}",
            IDENTITY: identity.current().to_header(),
        }
        if asked := request_id():
            headers[REQUEST_ID] = asked
        if traced := tracing.traceparent():
            headers[tracing.HEADER] = traced
        return headers


def answer_call(house: str, contract_name: str, name: str, body: bytes, headers: Any) -> tuple[int, bytes]:
    """The other end of `Remote`: a status and a JSON body. Only who knows the service token is answered."""
    try:
        given = headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings().service_secret}".encode()):
            raise Unauthenticated("This door is for the houses of the street.")
        contract, implementation = _find(house, contract_name)
        wire = wires(contract).get(name)
        if wire is None:
            raise NotFound(f"{contract_name} has no call {name}")
        set_request_id(headers.get(REQUEST_ID, ""))
        who = identity.Identity.from_header(headers.get(IDENTITY, ""))
        with (
            identity.acting_as(who),
            identity.deadline(float(headers.get(DEADLINE, wire.mark.deadline_seconds))),
        ):
            return 200, wire.encode_answer(getattr(implementation, name)(**wire.decode(body)))
    except ValidationError as wrong:
        problem: Problem = BadRequest(f"the call does not fit the contract: {wrong.error_count()} errors")
    except Problem as raised:
        problem = raised
    except Exception:
        _log.exception("call_failed", house=house, call=name)
        problem = Unavailable("the house stumbled over this call")
    return problem.status, orjson.dumps(problem.between_houses())


def lives_here(house: str, contract_name: str, name: str) -> bool:
    """Whether this process answers that call."""
    try:
        contract, _ = _find(house, contract_name)
    except NotFound:
        return False
    return name in wires(contract)


def _find(house: str, contract_name: str) -> tuple[type, Any]:
    if contract_name == Care.__name__ and (care := _care_here(house)) is not None:
        return Care, care
    for contract, implementation in provided().items():
        if isinstance(implementation, Spread):
            implementation = implementation.here  # whoever asks this process means the share it keeps
        lives_here = implementation is not None and not isinstance(implementation, Remote)
        if lives_here and contract.__name__ == contract_name and house_of(contract) == house:
            return contract, implementation
    raise NotFound(f"{house} does not live here")


def _care_here(house: str) -> Any:
    """Whoever asks this process after a house means the share of it that is kept here."""
    care = cares().get(share_here(house).name if kinds_here(house) else house)
    care = care.care if isinstance(care, CareOfShare) else care
    return None if isinstance(care, Remote) else care


def _problem_in(body: bytes) -> Problem:
    try:
        return Problem.from_document(orjson.loads(body))
    except (ValueError, TypeError, AttributeError):
        return Unavailable("the neighbour answered with something unreadable")
