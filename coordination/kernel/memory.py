"""Work that makes very many objects at once, none of which refers to itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the search for cycles until the block is done: it would pass over everything, again and again.

    For whole processes, so for blocks of seconds; also a decorator. What counts references goes on as ever.
    """
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()
