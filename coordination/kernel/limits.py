"""How often an address may ask for a public page. Counted in Valkey; without it each process counts alone.

    @blueprint.get("/verify/<token>")
    @public("anybody may verify a certificate")
    @limited("30 per minute")
    def verify(token: str) -> Answer: ...

Past the limit the answer is 429, with the page that says to wait. Behind a proxy the address is that of
PROXY_HOPS. Nothing else of the site pays for the counting.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

log = structlog.get_logger()
F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "wrap_exceptions": True}


class _Counter:
    """Counts in the shared server; while it does not answer, in the memory of this process."""

    def __init__(self, redis_url: str) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = self._own
        if redis_url:
            address = redis_url.replace("unix://", "redis+unix://", 1)  # as the library writes it
            self._shared = MovingWindowRateLimiter(storage_from_string(address, **_OPTIONS))

    def hit(self, rate: RateLimitItem, *keys: str) -> bool:
        try:
            return self._shared.hit(rate, *keys)
        except StorageError:
            log.warning("rate limits are counted by this process alone")
            return self._own.hit(rate, *keys)


def install(app: Flask, redis_url: str) -> None:
    """Count in the server of `redis_url`."""
    app.extensions["limits"] = _Counter(redis_url)


def limited(rate: str) -> Callable[[F], F]:
    """At most so many requests of one address, such as "5 per hour"; stands below `public`."""
    item = parse(rate)

    def mark(view: F) -> F:
        name = f"{view.__module__}.{view.__name__}"

        @wraps(view)
        def counted(*args: Any, **kwargs: Any) -> Any:
            counter: _Counter = current_app.extensions["limits"]
            off = not current_app.config.get("RATELIMIT_ENABLED", True)  # tests of pages
            if not off and not counter.hit(item, name, request.remote_addr or ""):
                raise TooManyRequests
            return view(*args, **kwargs)

        return cast(F, counted)

    return mark
