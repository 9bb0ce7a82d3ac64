"""A link to PostgreSQL that is cut at random, also between COMMIT and the answer to it."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy.engine import make_url

CHUNK = 65_536
NAME = ".s.PGSQL.5432"


@dataclass
class Cuts:
    """How often a message is the last one of its link, and how often the answer to a COMMIT is lost."""

    often: float
    unanswered: float
    chance: random.Random
    made: int = 0
    lost_answers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> bool:
        with self.lock:
            cut = self.chance.random() < self.often
            self.made += cut
            return cut

    def after_commit(self) -> bool:
        with self.lock:
            cut = self.chance.random() < self.unanswered
            self.lost_answers += cut
            return cut


@contextmanager
def cut_at_random(url: str, *, often: float, unanswered: float, seed: int) -> Iterator[tuple[str, Cuts]]:
    """The address of a link to the server at `url` that breaks, and the count of what it broke."""
    cuts = Cuts(often, unanswered, random.Random(seed))  # noqa: S311  a repeatable test
    target = _address(url)
    with TemporaryDirectory(prefix="relay-") as folder, socket.socket(socket.AF_UNIX) as door:
        door.bind(str(Path(folder) / NAME))
        door.listen(64)
        threading.Thread(target=_serve, args=(door, target, cuts), daemon=True).start()
        parts = make_url(url)
        query = {key: value for key, value in parts.query.items() if key not in ("host", "port")}
        link = parts.set(host=None, port=None, query={**query, "host": folder, "port": "5432"})
        try:
            yield link.render_as_string(hide_password=False), cuts
        finally:
            door.shutdown(socket.SHUT_RDWR)


def _address(url: str) -> tuple[str, str]:
    """Host or folder, and port, as psycopg resolves them."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        return connection.info.host, str(connection.info.port)


def _serve(door: socket.socket, target: tuple[str, str], cuts: Cuts) -> None:
    with suppress(OSError):
        while True:
            client, _name = door.accept()
            threading.Thread(target=_link, args=(client, target, cuts), daemon=True).start()


def _link(client: socket.socket, target: tuple[str, str], cuts: Cuts) -> None:
    server = _connected(target)
    mute = threading.Event()
    ends = (client, server)
    back = threading.Thread(target=_answers, args=(server, client, mute, ends), daemon=True)
    back.start()
    with suppress(OSError):
        while message := client.recv(CHUNK):
            committing = b"COMMIT" in message
            if not committing and cuts.now():
                break
            if committing and cuts.after_commit():
                mute.set()  # it is done, and nobody is told
                server.sendall(message)
                server.settimeout(5)
                back.join(5)
                break
            server.sendall(message)
    _close(ends)


def _answers(
    server: socket.socket, client: socket.socket, mute: threading.Event, ends: tuple[socket.socket, ...]
) -> None:
    with suppress(OSError):
        while answer := server.recv(CHUNK):
            if mute.is_set():
                break
            client.sendall(answer)
    _close(ends)


def _connected(target: tuple[str, str]) -> socket.socket:
    host, port = target
    if host.startswith("/"):
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{host}/.s.PGSQL.{port}")
        return made
    return socket.create_connection((host, int(port)))


def _close(ends: tuple[socket.socket, ...]) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
