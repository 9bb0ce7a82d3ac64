"""A number for each request, on every log line and in the answer: what a person reads to the operator."""

from time import perf_counter
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from coordination.kernel.headers import STATIC

log = structlog.get_logger()


def trace(app: Flask) -> None:
    """One JSON line for each answer; addresses without their query, people by number only."""

    @app.before_request
    def begin() -> None:
        g.request_id = uuid4().hex[:16]
        g.began = perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint not in STATIC:
            log.info(
                "answered",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((perf_counter() - g.get("began", perf_counter())) * 1000, 1),
                account=getattr(g.get("actor"), "id", None),
            )
        return response
