"""SMTP against a small server of our own that says what it is told to."""

from __future__ import annotations

import email as wire
import socket
import threading
from email.policy import default

import pytest

from souk.services.notifications.adapters import post_at
from souk.services.notifications.adapters.mailbox import Mailbox
from souk.services.notifications.adapters.smtp import Smtp, written
from souk.services.notifications.ports import DeliveryFailed, DeliveryRefused, Email
from souk.services.notifications.settings import settings

LETTER = Email(
    message_id="msg_1", to="ada@example.org", subject="Grüße", text="Schön\n", html="<p>Schön</p>",
    headers={"List-Unsubscribe": "<http://souk.example/end>"},
)  # fmt: skip


class Server(threading.Thread):
    """Speaks just enough SMTP for one conversation. `answers` replaces what it says to a command."""

    def __init__(self, answers=None, *, silent=False):
        super().__init__(daemon=True)
        self.answers, self.silent, self.letter, self.heard = answers or {}, silent, "", []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.start()

    def run(self):
        connection, _ = self._socket.accept()
        with connection, connection.makefile("rwb") as line:
            if self.silent:
                line.read()
                return
            self._say(line, "220 ready")
            while command := line.readline().decode().strip():
                verb = command.split(" ")[0].split(":")[0].upper()
                self.heard.append(verb)
                if verb == "DATA":
                    self._say(line, "354 go on")
                    while (row := line.readline()) != b".\r\n":
                        self.letter += row.decode()
                    verb = "LETTER"
                self._say(line, self.answers.get(verb, "250 fine"))
                if verb == "QUIT":
                    return

    def _say(self, line, text):
        line.write(text.encode() + b"\r\n")
        line.flush()

    def post(self, user=""):
        return Smtp(f"smtp://{user}127.0.0.1:{self.port}")


def test_a_letter_arrives_in_both_forms():
    server = Server()
    server.post().deliver(LETTER)
    server.join(5)
    received = wire.message_from_string(server.letter, policy=default)
    assert received["To"] == "ada@example.org"
    assert received["Subject"] == "Grüße"
    assert received["From"] == settings().sender
    assert received["Message-ID"] == "<msg_1@souk.example>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["List-Unsubscribe"] == "<http://souk.example/end>"
    assert received.get_body(("plain",)).get_content().strip() == "Schön"
    assert received.get_body(("html",)).get_content().strip() == "<p>Schön</p>"


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({"RCPT": "550 no such user"}, DeliveryRefused),
        ({"RCPT": "450 greylisted"}, DeliveryFailed),
        ({"MAIL": "451 later"}, DeliveryFailed),
        ({"LETTER": "554 spam"}, DeliveryRefused),
        ({"LETTER": "452 disk full"}, DeliveryFailed),
        ({"EHLO": "500 what", "HELO": "421 closing"}, DeliveryFailed),
    ],
)
def test_for_ever_and_for_now_are_told_apart(answers, trouble):
    with pytest.raises(trouble) as told:
        Server(answers).post().deliver(LETTER)
    assert "no such user" not in str(told.value)


def test_a_silent_server_is_waited_for_only_so_long(monkeypatch):
    monkeypatch.setattr(settings(), "deadline_seconds", 0.3)
    with pytest.raises(DeliveryFailed):
        Server(silent=True).post().deliver(LETTER)


def test_nobody_there_is_a_failure_for_now():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(DeliveryFailed):
        Smtp(f"smtp://127.0.0.1:{port}").deliver(LETTER)


def test_a_password_never_travels_in_clear_to_another_machine(monkeypatch):
    server = Server()
    post = Smtp(f"smtp://souk:secret@mail.example.org:{server.port}")
    monkeypatch.setattr(post, "_host", "127.0.0.1")
    with pytest.raises(DeliveryFailed, match="TLS"):
        post.deliver(LETTER)
    assert "AUTH" not in server.heard


def test_international_domains_are_written_in_ascii():
    message = written(Email("m", "ada@bücher.example", "s", "t", "<p>t</p>"))
    assert message["To"] == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "wrong", [{"subject": "a\r\nBcc: eve@example.org"}, {"to": "ada@" + "x" * 70 + ".org"}]
)
def test_what_cannot_be_a_header_is_refused(wrong):
    with pytest.raises(DeliveryRefused):
        Smtp("smtp://127.0.0.1:1").deliver(Email(**(LETTER.__dict__ | wrong)))


def test_the_post_is_chosen_by_url():
    assert isinstance(post_at("mailbox:"), Mailbox)
    assert isinstance(post_at("smtps://u:p%40@mail.example.org"), Smtp)
    for wrong in ("", "pigeon://loft", "smtp:"):
        with pytest.raises(SystemExit):
            post_at(wrong)
