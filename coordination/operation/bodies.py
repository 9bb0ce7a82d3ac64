"""A slow sender holds no place among the requests at work.

A phone on a poor line needs a minute for what is read in a millisecond. So a body is taken in
first, by one of many idle threads, and only then does the request ask for one of the few places.
"""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from threading import Semaphore
from typing import Any

from werkzeug.wsgi import ClosingIterator

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
#: Kept in memory up to here, in a temporary file beyond.
IN_MEMORY = 1024 * 1024
BLOCK = 64 * 1024


class Patient:
    """A WSGI application of which at most `at_work` requests run at a time, each with its body at hand.

    `most` is the largest body taken in ahead, in bytes; of a larger one the application reads as
    much as it wants, which is nothing where it refuses it by its length.
    """

    def __init__(self, application: Application, *, at_work: int, most: int) -> None:
        self._application = application
        self._places = Semaphore(at_work)
        self._most = most

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isdecimal() and 0 < int(length) <= self._most):
            return self._work(environ, start_response)
        body = environ["wsgi.input"] = taken_in(environ["wsgi.input"], int(length))
        try:
            return ClosingIterator(self._work(environ, start_response), body.close)
        except BaseException:
            body.close()
            raise

    def _work(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        with self._places:
            return self._application(environ, start_response)


def taken_in(stream: Any, length: int) -> SpooledTemporaryFile[bytes]:
    """So many bytes of the stream, fewer if it ends before, ready to be read from the start."""
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed with the request
    while length and (block := stream.read(min(BLOCK, length))):
        body.write(block)
        length -= len(block)
    body.seek(0)
    return body
