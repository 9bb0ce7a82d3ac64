"""The three kinds of process: web, worker, clock. Each is started by a command and ends on SIGTERM."""

import gc
import logging.config
import os
from typing import Any

from flask import Flask
from flask.ctx import AppContext
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from coordination.config import settings
from coordination.kernel.jobs import AllowedJob, queue
from coordination.operation import logs
from coordination.operation.bodies import Patient

HEADERS_WITHIN_MS = 15_000
#: Bodies that one worker takes in at the same time, and how many requests it then works on.
SENDERS, AT_WORK = 32, "COORDINATION_AT_WORK"
YOUNG_OBJECTS = 10_000  # made and not yet freed, before the collector looks at them


def serve(host: str, port: int, *, workers: int = 2, threads: int = 2) -> None:
    """Serve the site until SIGTERM or SIGINT; two workers of two requests at work measured best."""
    os.environ[AT_WORK] = str(threads)
    Granian(
        "coordination.operation.serving:patient_site",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=max(threads, SENDERS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        log_dictconfig=json_lines("_granian"),
    ).serve()


def work(queues: tuple[str, ...], *, burst: bool = False) -> None:
    """Do the jobs of these queues, one after another in this process, until SIGTERM.

    No fork: the row's lease, not a parent process, tells whether a killed worker's job starts again.
    """
    logging.config.dictConfig(json_lines("rq.worker", level="WARNING"))
    redis = Redis.from_url(settings().redis_url)
    worker = SimpleWorker(
        [queue(name, redis) for name in queues],
        connection=redis,
        job_class=AllowedJob,
        serializer=JSONSerializer,
    )
    with application():
        worker.work(burst=burst, logging_level="WARNING")


def site() -> Flask:
    """The whole product with its logs as JSON lines; what each web process and worker runs."""
    from coordination.factory import create_app  # every slice: commands that need none start without it

    logs.configure(settings().log_level)
    app = create_app()
    settle()
    return app


def settle() -> None:
    """Take what was loaded out of the collector's rounds, and make the rounds rarer: 5 % of each page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)


def patient_site() -> Patient:
    """The site as it is served: see `bodies`."""
    most = settings().largest_form_mb * 1024 * 1024
    return Patient(site(), at_work=int(os.environ.get(AT_WORK, "2")), most=most)


def application() -> AppContext:
    """The context in which jobs run: settings, connections, templates, every slice's jobs registered."""
    return site().app_context()


def json_lines(logger: str, level: str = "INFO") -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "coordination.operation.logs.JSONLines"}},
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}
        },
        "loggers": {logger: {"handlers": ["out"], "level": level, "propagate": False}},
    }
