"""One way in: every view states who may enter, and an object reaches it only through `requires`."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from io import BytesIO
from pathlib import PurePath
from typing import Any, Protocol, cast
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, request, send_file
from flask_babel import get_locale, get_translations, gettext
from werkzeug.wrappers import Response as BaseResponse

from coordination.kernel.db import Base, session
from coordination.kernel.errors import NotFound
from coordination.kernel.policy import ANONYMOUS, Actor, check
from coordination.kernel.text import Text

#: Files that Flask and the Bootstrap package serve: open to everybody, nothing private in them.
FILES = ("static", "bootstrap.static")
Answer = str | Response | BaseResponse | tuple[Any, int]
Page = Callable[..., Answer]


class Loader(Protocol):
    """Finds the object of a page; the numbers of the URL are its keyword arguments."""

    def __call__(self, actor: Actor, **places: int) -> object: ...


def actor() -> Actor:
    """Who is signed in; ANONYMOUS when nobody is."""
    return cast(Actor, g.get("actor", ANONYMOUS))


def is_english() -> bool:
    """Whether the reader of this request reads English; asked for every cell, so kept for the request."""
    english: bool | None = g.get("is_english")
    if english is None:
        english = g.is_english = str(get_locale()) == "en"
    return english


def in_reader_language(msgid: str) -> str:
    """The sentence itself for who reads Chinese, else its entry in the catalogue."""
    return cast(str, gettext(msgid)) if is_english() else msgid


def counted(singular: str, plural: str, count: int) -> str:
    """`in_reader_language` for a sentence with a number; Chinese has one form."""
    return cast(str, get_translations().ungettext(singular, plural, count)) if is_english() else singular


def translate(text: Text | str) -> str:
    """A sentence in the reader's language."""
    if not isinstance(text, Text):
        return text
    return text.render(gettext if is_english() else str)


def translator() -> Callable[[Text], str]:
    """`translate` for many sentences: the language of the reader is asked once."""
    lookup = gettext if is_english() else str
    return lambda text: text.render(lookup)


def attachment(content: bytes, name: str, content_type: str) -> Response:
    """A file to keep; its name, in any script, goes with it as RFC 5987 has it."""
    return attach(send_file(BytesIO(content), mimetype=content_type), name)


def attach(answer: Response, name: str) -> Response:
    """Make an answer a file to keep, as `attachment` does."""
    names = {"filename": f"download{PurePath(name).suffix}", "filename*": f"UTF-8''{quote(name, safe='')}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


def public(reason: str) -> Callable[[Page], Page]:
    """Open a view to everybody; say why."""

    def mark(view: Page) -> Page:
        view.access = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: Page) -> Page:
    """Open a view to whoever is signed in: only for pages about oneself."""

    @wraps(view)
    def enter(*args: Any, **kwargs: Any) -> Answer:
        if actor().id is None:
            return cast(Answer, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
        return view(*args, **kwargs)

    enter.access = "signed in"  # type: ignore[attr-defined]
    return enter


def requires(action: StrEnum, source: type[Base] | Loader) -> Callable[[Page], Page]:
    """Load the object, ask the policy, hand the object to the view as its only argument.

    `source` is a model, loaded by the `id` of the URL, or a loader called with the actor and
    the URL's numbers. Not to be viewed: 404, as if absent. Not to be done: 403.
    """

    def mark(view: Page) -> Page:
        @wraps(view)
        def enter(**places: int) -> Answer:
            who = actor()
            if who.id is None:
                return cast(Answer, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
            subject = _load(source, who, places)
            check(who, action, subject)
            return view(subject)

        enter.access = str(action)  # type: ignore[attr-defined]
        return enter

    return mark


def _load(source: type[Base] | Loader, who: Actor, places: dict[str, int]) -> object:
    if isinstance(source, type):
        number = places.get("id", 0)
        found: object = session.get(source, number) if 0 < number < 2**63 else None
    else:
        found = source(who, **places)
    if found is None:
        raise NotFound
    return found


def refuse_undeclared() -> None:
    """Before each request: a view that states no access is not served to anybody."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and request.endpoint not in FILES and not hasattr(view, "access"):
        abort(500, f"{request.endpoint} states no access")


def routes(app: Flask) -> dict[str, str]:
    """Each endpoint with the access it states, for the reference page and the test."""
    return {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "access", "")
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in FILES
    }
