"""The front of a process."""

from __future__ import annotations

from souk.kernel.settings import settings


def test_an_answer_that_is_whole_says_its_length(client):
    answer = client.get("/openapi.json")
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_a_problem_says_its_length_too(client):
    answer = client.get("/api/nothing-of-this-name")
    assert answer.status_code == 404
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_what_has_no_body_says_no_length(client):
    answer = client.options("/api/categories")
    assert answer.status_code == 204
    assert "Content-Length" not in answer.headers


def test_a_picture_says_that_its_kind_is_not_to_be_guessed(client):
    folder = settings().media_folder / "front"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.webp").write_bytes(b"RIFF")
    answer = client.get("/media/front/a.webp")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
