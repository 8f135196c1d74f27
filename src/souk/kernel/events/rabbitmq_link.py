"""A connection to RabbitMQ that is kept: a thread of its own answers heartbeats and connects again after every loss.

pika's objects belong to that thread. Others hand it work with `do`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from pika import SelectConnection
from pika.channel import Channel
from pika.connection import Parameters

from souk.kernel.events.transport import Pause, Reach

logging.getLogger("pika").setLevel(logging.CRITICAL)  # seven lines for every try; `Reach` says it once


class Link:
    """`on_channel` is called with each new channel and says when it is of use (`ready.set()`); `on_lost` when it is gone."""

    def __init__(
        self,
        parameters: Parameters,
        name: str,
        reach: Reach,
        on_channel: Callable[[Channel], None],
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self.channel: Channel | None = None
        self.ready = threading.Event()
        self._parameters, self._reach = parameters, reach
        self._on_channel, self._on_lost = on_channel, on_lost
        self._connection: SelectConnection | None = None
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"souk-rabbitmq-{name}", daemon=True)

    def start(self) -> None:
        """Does nothing when it was started before."""
        with self._lock:
            if self._thread.ident is None:
                self._thread.start()

    def do(self, work: Callable[[], None]) -> bool:
        """Has the thread do it soon; False when there is no connection to do it with."""
        with self._lock:
            if self._connection is None:
                return False
            self._connection.ioloop.add_callback_threadsafe(work)
            return True

    def renew(self, reason: str) -> None:
        """Gives the connection up for a new one, because it answers and yet does not do what it was asked to."""
        self.ready.clear()
        self._reach.lost(reason)
        self.do(lambda: self._cut(reason))

    def close(self, seconds: float = 3.0) -> None:
        self._closing.set()
        self.do(self._hang_up)
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def is_ready(self) -> None:
        """Called by `on_channel`, in the thread, once what it asked for is there."""
        self._reach.found()
        self.ready.set()

    def _run(self) -> None:
        pause = Pause()
        while not self._closing.is_set():
            try:
                self._live()
            except Exception as failure:  # of a callback: what it left half done is not worth keeping
                self._reach.lost(repr(failure))
            if self.ready.is_set():
                pause.over()
            self.ready.clear()
            self.channel = None
            with self._lock:
                connection, self._connection = self._connection, None
                if connection is not None:
                    connection.ioloop.close()
            self._on_lost()
            self._closing.wait(pause.seconds())

    def _live(self) -> None:
        """From a new connection to its end."""
        connection = SelectConnection(
            self._parameters,
            on_open_callback=self._opened,
            on_open_error_callback=self._ended,
            on_close_callback=self._ended,
        )
        with self._lock:
            self._connection = connection
        connection.ioloop.start()

    def _opened(self, connection: SelectConnection) -> None:
        connection.channel(on_open_callback=self._channel_opened)

    def _channel_opened(self, channel: Channel) -> None:
        channel.add_on_close_callback(self._channel_closed)
        channel.add_on_cancel_callback(lambda _: self._hang_up())  # its queue was deleted: make it again
        self.channel = channel
        self._on_channel(channel)

    def _channel_closed(self, channel: Channel, reason: BaseException) -> None:
        if not self._closing.is_set():
            self._reach.lost(repr(reason))
        self._hang_up()

    def _hang_up(self) -> None:
        connection = self._connection
        if connection is not None and not (connection.is_closing or connection.is_closed):
            connection.close()

    def _cut(self, reason: str) -> None:
        """Without a goodbye, which a channel that is stuck at the broker would answer only when it is no longer stuck."""
        connection = self._connection
        if connection is not None and not connection.is_closed:
            connection._terminate_stream(
                ConnectionAbortedError(reason)
            )  # pika offers this to its heartbeats alone

    def _ended(self, connection: SelectConnection, reason: BaseException) -> None:
        if not self._closing.is_set():
            self._reach.lost(repr(reason))
        connection.ioloop.stop()
