"""A sentence as it is stored, and as each reader gets it in the own language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from babel.support import NullTranslations, Translations

from coordination.config import ROOT
from coordination.kernel.clock import local
from coordination.kernel.text import Text, _

TRANSLATIONS = ROOT / "coordination" / "translations"
DAY = _("{year}年{month}月{day}日")
MOMENT = _("{year}年{month}月{day}日 {time}")


def content_of(text: Text) -> dict[str, Any]:
    """The places of a sentence as JSON; a text among them keeps its own places."""
    return {name: _stored(value) for name, value in text.values.items()}


def restored(msgid: str, content: Mapping[str, Any]) -> Text:
    """The sentence that was stored."""
    return Text(msgid, MappingProxyType({name: _loaded(value) for name, value in content.items()}))


def lookup(language: str | None) -> Callable[[str], str]:
    """The catalogue of a language, for where there is no request; Chinese is the msgid itself."""
    return _catalogue().gettext if language == "en" else str


def _stored(value: object) -> Any:
    if isinstance(value, Text):
        return {"msgid": value.msgid, "content": content_of(value)}
    if isinstance(value, datetime):
        there = local(value)
        return _stored(Text(MOMENT.msgid, _parts(there.date()) | {"time": f"{there:%H:%M}"}))
    if isinstance(value, date):
        return _stored(Text(DAY.msgid, _parts(value)))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, str | int | None) else str(value)


def _loaded(value: Any) -> object:
    return restored(value["msgid"], value["content"]) if isinstance(value, dict) else value


def _parts(day: date) -> dict[str, object]:
    return {"year": day.year, "month": day.month, "day": day.day}


@lru_cache(maxsize=1)
def _catalogue() -> NullTranslations:
    return Translations.load(TRANSLATIONS, ["en"])
