"""Slow senders, and the requests that go past them."""

from io import BytesIO
from threading import Event, Thread

import pytest

from coordination.operation.bodies import IN_MEMORY, Patient, taken_in


def echo(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def ask(application, body=b"", stream=None, length=None):
    environ = {
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "wsgi.input": stream or BytesIO(body),
    }
    answer = application(environ, lambda *_arguments: None)
    try:
        return b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()


class Trickle:
    """Gives its bytes only when it is told to."""

    def __init__(self):
        self.asked, self.go = Event(), Event()

    def read(self, _size):
        self.asked.set()
        assert self.go.wait(10)
        return b""


def test_a_body_arrives_whole_in_memory_or_beyond():
    application = Patient(echo, at_work=1, most=4 * IN_MEMORY)
    for body in (b"x", b"", b"ab" * IN_MEMORY):
        assert ask(application, body) == body


def test_a_slow_sender_holds_no_place():
    application, slow, answers = Patient(echo, at_work=1, most=100), Trickle(), []
    sender = Thread(target=lambda: answers.append(ask(application, stream=slow, length="50")))
    sender.start()
    assert slow.asked.wait(10)
    assert ask(application, b"quick") == b"quick"
    assert answers == []
    slow.go.set()
    sender.join(10)
    assert answers == [b""]


def test_only_so_many_requests_work_at_a_time():
    inside, leave, most = [], Event(), []

    def work(_environ, start_response):
        inside.append(1)
        most.append(len(inside))
        leave.wait(0.2)
        inside.pop()
        start_response("200 OK", [])
        return [b""]

    application = Patient(work, at_work=2, most=100)
    threads = [Thread(target=ask, args=(application,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(most) == 6
    assert max(most) == 2


def test_what_is_too_large_or_of_unknown_length_is_left_to_the_application():
    seen = []

    def note(environ, start_response):
        seen.append(environ["wsgi.input"])
        start_response("413", [])
        return []

    application = Patient(note, at_work=1, most=10)
    for length in ("11", "", "x", "-1"):
        stream = BytesIO(b"y" * 11)
        ask(application, stream=stream, length=length)
        assert seen[-1] is stream
        assert stream.tell() == 0


def test_a_body_that_ends_early_is_what_came():
    with taken_in(BytesIO(b"abc"), 10) as body:
        assert body.read() == b"abc"


def test_the_body_is_put_away_with_the_answer_and_with_a_failure():
    bodies = []

    def keep(environ, start_response):
        bodies.append(environ["wsgi.input"])
        start_response("200 OK", [])
        return [b""]

    def fail(environ, _start_response):
        bodies.append(environ["wsgi.input"])
        raise ValueError("broken")

    ask(Patient(keep, at_work=1, most=10), b"x")
    with pytest.raises(ValueError, match="broken"):
        ask(Patient(fail, at_work=1, most=10), b"x")
    assert [body.closed for body in bodies] == [True, True]
