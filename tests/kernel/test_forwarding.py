"""Requests in a house of shares: what is about another share's things is carried there, whole, and nothing else is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import orjson
import pytest

from souk.kernel.neighbours import forwarding
from souk.kernel.neighbours.forwarding import Forwarding
from tests.kernel.conftest import BOOKS, PHONES, REST

ID = "01jd0000000000000000000000"
BOOK, PHONE = f"prd_book_{ID}", f"prd_mobile_{ID}"


REST_ID = f"prd_{ID}"


class Carried:
    """A process with its shares elsewhere, and what was carried to them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here: list[str] = []
        self.there: list[tuple[str, bytes | None]] = []
        self.missing_here: set[str] = set()
        self.moved_to: str | None = None  # what a "not found" here says
        self.missing_there: set[str] = set()
        self.away: set[str] = set()
        self.application = Forwarding(self._answer, "products", "product_type", ("", "/images"))
        monkeypatch.setattr(forwarding, "_pool", lambda: self)

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.here.append(environ["PATH_INFO"])
        is_missing = environ["PATH_INFO"] in self.missing_here
        start_response("404 Not Found" if is_missing else "200 OK", [])
        if is_missing and self.moved_to is not None:
            return [orjson.dumps({"code": "product-not-found", "kept_as": self.moved_to})]
        return [environ["wsgi.input"].read()]

    def request(self, method: str, url: str, *, body: bytes | None, headers: Any, redirect: bool) -> Any:
        assert headers["X-Souk-Carried"] == "1"
        assert headers["Authorization"] == "Bearer me"
        self.there.append((f"{method} {url}", body))

        class Answer:
            status, reason, headers, data = 200, "OK", {"X-Kept": "yes", "Connection": "close"}, b"there"

        if url.partition("/api")[2] in self.missing_there:
            Answer.status, Answer.reason = 404, "Not Found"

        if "away" in url or any(url.startswith(each) for each in self.away):
            raise forwarding.urllib3.exceptions.NewConnectionError(None, "away")  # type: ignore[arg-type]
        return Answer()

    def send(self, method: str, path: str, body: bytes = b"", **more: str) -> tuple[str, bytes]:
        told: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": more.pop("query", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "HTTP_AUTHORIZATION": "Bearer me",
            "HTTP_CONNECTION": "keep-alive",
            **more,
        }
        answer = b"".join(self.application(environ, lambda *said: told.extend(said)))
        return told[0], answer


@pytest.fixture
def carried(split: Any, monkeypatch: pytest.MonkeyPatch) -> Carried:
    return Carried(monkeypatch)


def test_a_request_about_a_thing_goes_to_its_share_with_all_it_brought(carried: Carried) -> None:
    assert carried.send("PUT", f"/api/products/{BOOK}", b"{}", query="a=b") == ("200 OK", b"there")
    assert carried.send("POST", f"/api/products/{PHONE}/images", b"picture")[1] == b"there"
    assert carried.there == [
        (f"PUT {BOOKS}/api/products/{BOOK}?a=b", b"{}"),
        (f"POST {PHONES}/api/products/{PHONE}/images", b"picture"),
    ]
    assert carried.here == []


def test_what_is_here_stays_here(carried: Carried) -> None:
    for path in (
        f"/api/products/prd_{ID}",
        "/api/products",
        "/api/categories",
        "/products/dune-book",
        "/api/products/lamp",
    ):
        assert carried.send("GET", path)[0] == "200 OK"
    assert carried.there == []


def test_new_goods_go_where_their_kind_is_kept(carried: Carried) -> None:
    body = orjson.dumps({"product_type": "book", "title": "Dune"})
    assert carried.send("POST", "/api/products", body)[1] == b"there"
    assert carried.there == [(f"POST {BOOKS}/api/products", body)]


@pytest.mark.parametrize(
    "body", [b'{"product_type": "general"}', b'{"product_type": 7}', b"[1]", b"not json", b"{}", b""]
)
def test_a_body_that_says_nothing_of_another_share_is_read_here_whole(carried: Carried, body: bytes) -> None:
    assert carried.send("POST", "/api/products", body) == ("200 OK", body)
    assert carried.there == []


def test_nothing_is_carried_twice(carried: Carried) -> None:
    assert carried.send("GET", f"/api/products/{BOOK}", HTTP_X_SOUK_CARRIED="1")[0] == "200 OK"
    assert carried.there == []


def test_an_address_from_before_is_found_where_it_is_now(carried: Carried) -> None:
    carried.missing_here.add("/api/products/moved")
    assert carried.send("GET", "/api/products/moved") == ("200 OK", b"there")
    assert carried.there == [(f"GET {BOOKS}/api/products/moved", None)]


def test_a_share_that_is_away_is_a_503_that_says_what_is_away(carried: Carried) -> None:
    status, body = carried.send("GET", f"/api/products/prd_book_{ID}", query="away")
    assert status.startswith("503")
    assert "book" in orjson.loads(body)["detail"]


def test_what_other_houses_say_about_a_thing_is_not_carried(carried: Carried) -> None:
    for method, ending in (("GET", "reviews"), ("GET", "comments"), ("POST", "reviews")):
        assert carried.send(method, f"/api/products/{BOOK}/{ending}")[0] == "200 OK"
    assert carried.there == []
    assert len(carried.here) == 3


def test_what_cannot_be_at_a_share_that_is_away_is_not_found(carried: Carried) -> None:
    carried.away, carried.missing_here = {BOOKS}, {"/api/products/nowhere", "/api/products/dune-book-kiln"}
    carried.missing_there = {"/products/nowhere", "/products/dune-book-kiln"}
    assert carried.send("GET", "/api/products/nowhere")[0].startswith("404")
    status, body = carried.send("GET", "/api/products/dune-book-kiln")
    assert status.startswith("503")
    assert "look everywhere" in orjson.loads(body)["detail"]


def test_an_address_from_before_the_split_is_found_though_the_share_it_names_is_away(
    carried: Carried,
) -> None:
    carried.away = {BOOKS}
    assert carried.send("GET", "/api/products/cook-book")[0] == "200 OK"
    assert carried.here == ["/api/products/cook-book"]


def test_what_was_moved_is_carried_after_with_all_that_was_brought(carried: Carried) -> None:
    path = f"/api/products/{REST_ID}"
    carried.missing_here, carried.moved_to = {path, f"{path}/images"}, "book"
    assert carried.send("PUT", path, b"{}") == ("200 OK", b"there")
    assert carried.send("POST", f"{path}/images", b"picture")[1] == b"there"
    assert carried.send("GET", path)[1] == b"there"
    assert carried.there[:2] == [(f"PUT {BOOKS}{path}", b"{}"), (f"POST {BOOKS}{path}/images", b"picture")]


def test_what_is_simply_not_here_is_not_carried(carried: Carried) -> None:
    path = f"/api/products/{REST_ID}"
    carried.missing_here = {path}
    assert carried.send("PUT", path, b"{}")[0].startswith("404")
    carried.moved_to = ""  # as a share says it of what came back to where we are
    assert carried.send("PUT", path, b"{}")[0].startswith("404")
    assert carried.there == []


def test_what_was_moved_is_away_with_its_share_and_not_gone(carried: Carried) -> None:
    carried.away, carried.moved_to = {BOOKS}, "book"
    carried.missing_here = {f"/api/products/{REST_ID}", "/api/products/emma"}
    carried.missing_there = {"/products/emma"}
    assert carried.send("PUT", f"/api/products/{REST_ID}", b"{}")[0].startswith("503")
    assert carried.send("GET", "/api/products/emma")[0].startswith("503")


def test_a_share_carries_what_names_no_kind_to_the_default(
    split: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    split(SOUK_HOST="products", SOUK_PRODUCTS_TYPES="book")
    carried = Carried(monkeypatch)
    assert carried.send("PUT", f"/api/products/{REST_ID}", b"{}")[1] == b"there"
    assert carried.there == [(f"PUT {REST}/api/products/{REST_ID}", b"{}")]
    assert carried.send("GET", f"/api/products/{BOOK}")[0] == "200 OK"
    assert carried.here == [f"/api/products/{BOOK}"]
