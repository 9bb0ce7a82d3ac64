"""Settings that name the servers of the test, and rows to send."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coordination import config
from coordination.accounts.models import Account
from coordination.kernel.text import _
from coordination.notifications.models import Preference
from coordination.notifications.services import Notice
from tests.factories.organizations import add
from tests.notifications.endpoints import Mailbox, Robot, mail_server, robot_server


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set variables of the environment, read anew, for the length of the test."""

    def put(**variables: object) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        config.settings.cache_clear()

    yield put
    monkeypatch.undo()
    config.settings.cache_clear()


@pytest.fixture
def mailbox(configure: Callable[..., None]) -> Iterator[Mailbox]:
    """A mail server that the settings name."""
    with mail_server() as (box, port):
        configure(
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=port,
            SMTP_TLS="no",
            SMTP_FROM="反诈联席办 <office@example.cn>",
            SMTP_TIMEOUT_SECONDS=2,
        )
        yield box


@pytest.fixture
def robot(configure: Callable[..., None]) -> Iterator[Robot]:
    """Chat robots that the settings allow."""
    with robot_server() as server:
        configure(ROBOT_HOSTS=server.origin, ROBOT_TIMEOUT_SECONDS=0.3)
        yield server


def notice(person: Account, key: str = "k", **values: Any) -> Notice:
    given = {
        "key": f"{key}:{person.id}",
        "office_id": person.office_id,
        "unit_id": person.unit_id,
        "account_id": person.id,
        "robot_id": None,
        "kind": "probe",
        "subject_type": "tasks",
        "subject_id": 7,
        "message": _("{unit}有新的交办", unit="工行"),
        "address": "/tasks/7",
    }
    return Notice(**(given | values))


def prefers(person: Account, **values: Any) -> Preference:
    given = {"mail": f"p{person.id}@bank.cn", "by_mail": True}
    place = {"account_id": person.id, "office_id": person.office_id, "unit_id": person.unit_id}
    return add(Preference(**(place | given | values)))
