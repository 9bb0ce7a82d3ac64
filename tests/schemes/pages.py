"""What tests of pages ask and send."""

import re
from html import unescape

from sqlalchemy import inspect

from coordination.kernel.operations import fresh_key
from tests.factories.organizations import session as database


def fresh(row):
    """The row as it is stored now; a request leaves nothing in the session of the test."""
    (number,) = inspect(row).identity
    return database.get_one(type(row), number, populate_existing=True)


def words(answer):
    page = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def sent(scheme=None, **values):
    seen = {"version": scheme.version} if scheme is not None else {}
    return {"operation_key": fresh_key()} | seen | values
