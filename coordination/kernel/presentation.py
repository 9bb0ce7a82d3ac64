"""How values look on a page: sentences, dates, figures, addresses of static files, buttons."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup

from coordination.config import ROOT
from coordination.kernel import assets
from coordination.kernel.clock import clock, local
from coordination.kernel.numerals import grouped
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.kernel.policy import allowed
from coordination.kernel.templates import Templates, remember_addresses
from coordination.kernel.web import actor, counted, in_reader_language, is_english, translate

_ICON = Markup('<svg class="co-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>')
_STYLESHEET = Markup('<link rel="stylesheet" href="{}">')
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def install(app: Flask) -> None:
    """Give the templates these filters and functions, and serve the cut icon sprite."""
    remember_addresses(app)
    app.jinja_env.filters.update(
        text=translate, day=day, moment=moment, clock_time=clock_time, figure=figure, month=month
    )
    app.jinja_env.globals.update(
        icon=icon,
        asset=asset,
        may=may,
        who=actor,
        now=clock.now,
        today=clock.today,
        fresh_key=fresh_key,
        stylesheets=lambda: _stylesheets(request.root_path),
    )
    app.jinja_env.install_gettext_callables(in_reader_language, counted, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if isinstance(app.jinja_env, Templates):
        app.jinja_env.speak_english(app.config["BABEL_TRANSLATION_DIRECTORIES"])
    folder = Path(str(app.template_folder))
    icons = assets.sprite(assets.used_icons(folder))
    app.extensions["icons"] = icons

    @app.context_processor
    def page() -> dict[str, object]:
        return {"account": g.get("account"), "english": is_english()}


def icons(app: Flask) -> Response:
    return Response(app.extensions["icons"], mimetype="image/svg+xml")


def icon(name: str) -> Markup:
    """An icon for the eye only; the words stand beside it."""
    return _ICON.format(
        _address("pages.icons", v=fingerprint_of_icons(current_app.extensions["icons"])), name
    )


@lru_cache(maxsize=1)
def fingerprint_of_icons(sprite: str) -> str:
    return sha256(sprite.encode()).hexdigest()[:12]


def asset(filename: str) -> str:
    """The address of a static file of ours; it changes when the file does."""
    return _address("static", filename=filename, v=assets.fingerprint(filename))


@lru_cache(maxsize=16)
def _stylesheets(_root: str) -> Markup:
    """The links to Bootstrap's style sheet and to all of ours, site.css first; once for where the site
    is mounted."""
    found = sorted((path.name for path in (ROOT / "static" / "css").glob("*.css")), key="site.css".__ne__)
    bootstrap = _address("bootstrap.static", filename="css/bootstrap.min.css", v="5.3")
    addresses = (bootstrap, *(asset(f"css/{name}") for name in found))
    return Markup("\n  ").join(map(_STYLESHEET.format, addresses))


def _address(endpoint: str, **values: str) -> str:
    remembered: Callable[..., str] = current_app.jinja_env.globals["url_for"]  # type: ignore[assignment]
    return remembered(endpoint, **values)


def may(action: StrEnum, subject: object) -> bool:
    """Whether to offer a button; the server asks again when it is pressed."""
    return allowed(actor(), action, subject)


def day(value: date | None) -> str:
    """11月5日（周四）; with the year when it is not this one."""
    if value is None:
        return ""
    if is_english():
        return f"{value:%a} {value.day} {value:%b %Y}"
    year = "" if value.year == clock.today().year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def moment(value: datetime | None) -> str:
    """11月5日（周四）17:00, on a clock in China."""
    if value is None:
        return ""
    there = local(value)
    return f"{day(there.date())}{' ' if is_english() else ''}{there:%H:%M}"


def clock_time(value: datetime | None) -> str:
    return "" if value is None else f"{local(value):%H:%M}"


def figure(value: Decimal | int | None, absent: str = "—") -> str:
    """A figure with thousands separators and the places it has; a dash for what is not there."""
    return absent if value is None else grouped(Decimal(value))


def month(value: str | Period) -> str:
    """The name of a period: 2026年10月."""
    period = Period.parse(value) if isinstance(value, str) else value
    return translate(period.label())
