"""What was typed when the session had ended: nothing is lost, nothing is stored.

A form that arrives after the end of the session is answered by the sign-in page, with the fields sealed
into it. The same account, signing in within half an hour, gets them back and sends them once more itself.
The seal keeps them unreadable and unchangeable on the way, so nobody can put words into somebody's form.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request, url_for
from flask import session as cookie

from coordination.accounts.targets import came_from, inside
from coordination.kernel.clock import clock
from coordination.kernel.sealed import seal, unseal

PURPOSE = "carried form"
GOOD_FOR = timedelta(minutes=30)
#: Characters of all fields together; the page they come back on is a form with the limit of every form.
AT_MOST = 300_000
#: Slices whose forms hold passwords and secrets.
NEVER = ("accounts", "notifications")
FRAME = ("csrf_token", "operation_key", "version", "next")
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Carried:
    """A form on its way: where it goes, the page it was typed on, its fields in their order."""

    path: str
    back: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[str]:
        return [value for name, value in self.fields if name not in FRAME and value.strip()]


def taken() -> Carried | None:
    """The form of this request, if a person typed something and sent it as a page, without a file."""
    if request.method != "POST" or request.blueprint in NEVER or request.endpoint is None:
        return None
    if "text/html" not in request.headers.get("Accept", "") or any(file for file in request.files.values()):
        return None
    path = url_for(request.endpoint, **(request.view_args or {}))
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    carried = Carried(path, inside(came_from()), fields)
    size = sum(len(name) + len(value) for name, value in fields)
    return carried if carried.typed and size <= AT_MOST else None


def packed(carried: Carried) -> str:
    """Sealed for the account whose session has just ended; empty when the cookie tells of none."""
    account = cookie.get(ACCOUNT)
    if account is None:
        return ""
    until = (clock.now() + GOOD_FOR).isoformat()
    return seal(json.dumps([account, until, carried.path, carried.back, carried.fields]), PURPOSE)


def unpacked(sealed: str, account: int) -> Carried | None:
    """What was sealed for this account; None for anything else, also when it lay too long."""
    opened = unseal(sealed, PURPOSE)
    if not opened:
        return None
    owner, until, path, back, fields = json.loads(opened)
    if owner != account or datetime.fromisoformat(until) < clock.now():
        return None
    return Carried(path, back, [(name, value) for name, value in fields])


def from_our_page() -> bool:
    """Whether the browser says that one of our own pages sent this form."""
    same = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return same and request.headers.get("Origin") == request.host_url.rstrip("/")
