"""Real servers on loopback: a mail server with moods, and chat robots with moods."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """Keeps what arrives; the part of an address before @ tells its mood."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []
        self.lines: list[Any] = []
        self.connections = 0
        self.pause = 0.0
        #: Called once, when the next letter is kept and before anybody is told so.
        self.at_next: Callable[[], None] | None = None

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=default) for _address, content in self.kept]

    def arrived_at(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    async def handle_EHLO(
        self, server: Any, session: Any, _envelope: Any, hostname: str, replies: Any
    ) -> Any:
        self.connections += 1
        self.lines.append(server.transport)
        session.host_name = hostname
        return replies

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        mood = address.partition("@")[0]
        if mood == "refuses":
            return "550 5.1.1 No such user here"
        if mood == "greylists":
            return "451 4.7.1 Greylisted, try again later"
        if mood == "leaves":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        mood = envelope.rcpt_tos[0].partition("@")[0]
        await asyncio.sleep(self.pause)
        if mood == "full":
            return "452 4.3.1 Insufficient system storage"
        if mood == "spam":
            return "554 5.7.1 Message refused"
        self.kept.append((envelope.rcpt_tos[0], envelope.content))
        if self.at_next is not None:
            self.at_next()
            self.at_next = None
            await asyncio.sleep(0.05)
        if mood == "dies":  # it has kept the message, and nobody will be told
            server.transport.abort()
        if mood == "goodbye":
            asyncio.get_running_loop().call_later(0.05, server.transport.abort)
        return "250 2.0.0 kept"


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        for line in mailbox.lines:  # those whose other end was killed
            controller.loop.call_soon_threadsafe(line.abort)
        controller.stop()


class Robot(ThreadingHTTPServer):
    """Keeps what is posted; the path tells its mood."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.posts: list[tuple[str, dict[str, Any]]] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: Robot
    ANSWERS = {  # noqa: RUF012
        "/ok": (200, b'{"errcode":0,"errmsg":"ok"}'),
        "/feishu": (200, b'{"code":0,"msg":"success","data":{}}'),
        "/unknown-key": (200, b'{"errcode":93000,"errmsg":"invalid webhook url"}'),
        "/busy": (200, b'{"errcode":45009,"errmsg":"api freq out of limit"}'),
        "/sign": (200, b'{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}'),
        "/500": (500, b"boom"),
        "/404": (404, b"nobody"),
        "/portal": (200, b"<html>sign in to the network</html>"),
        "/list": (200, b"[1, 2]"),
        "/elsewhere": (302, b""),
    }

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, json.loads(body)))
        mood = self.path.partition("?")[0]
        if mood == "/hangs":
            time.sleep(1.5)
        status, answer = self.ANSWERS.get(mood, self.ANSWERS["/ok"])
        with suppress(ConnectionError):
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{self.server.origin}/ok")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None:
        return


@contextmanager
def robot_server() -> Iterator[Robot]:
    server = Robot()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
