"""The front of a process."""

from __future__ import annotations

from souk.cli import serving
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


def test_no_picture_goes_past_the_process(monkeypatch, tmp_path):
    begun: list[list[str]] = []
    monkeypatch.setenv("MALLOC_ARENA_MAX", "2")
    monkeypatch.setattr(serving.os, "execv", lambda _, command: begun.append(command))
    monkeypatch.setattr(serving, "refuse_unfit", lambda: None)
    monkeypatch.setattr(serving, "know_neighbours", lambda: None)
    monkeypatch.setattr(serving, "_count_together", lambda _: None)
    serving.serve_http(settings().model_copy(update={"media": tmp_path, "data": tmp_path}), "whole")
    assert begun
    assert not any(word.startswith("--static-path") for word in begun[0])
