"""The frozen ranking as one canonical file, and its recomputation from that file alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from coordination.kernel.canonical import canonical, fingerprint, load_json
from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import plain
from coordination.kernel.text import Text, _
from coordination.rankings.rules.entries import Entry, NotAssessed, Source, Value
from coordination.rankings.rules.exchange import (
    exact,
    result_content,
    scheme_content,
    scheme_from,
)
from coordination.rankings.rules.scoring import ScoreLine, score
from coordination.schemes.rules.scheme import Scheme

FORMAT = "coordination-ranking-1"
PARTS = frozenset({"format", "about", "scheme", "entries", "results"})
ABSENT = "∅"
Scorer = Callable[[Scheme, list[Entry]], list[ScoreLine]]
SOURCE_FIELDS = tuple(Source.__dataclass_fields__)
_fields = attrgetter(*SOURCE_FIELDS)
SOURCE_KEYS = frozenset({"report", "revision", "reporter", "reviewer"})
ENTRY_KEYS = frozenset({"cohort", "order", "unit", "values", "bonus", "veto", "excluded", "sources"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Canonical JSON and the SHA-256 of its UTF-8 bytes in hexadecimal."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What a snapshot says, scored once more: with places and spreads, which the file does not hold."""

    about: Mapping[str, str]
    scheme: Scheme
    entries: tuple[Entry, ...]
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where the file and the recomputation part."""

    path: str
    recorded: str | Text
    computed: str | Text

    def message(self) -> Text:
        return _(
            "{path}：文件里是{recorded}，重算是{computed}",
            path=self.path,
            recorded=self.recorded,
            computed=self.computed,
        )


def snapshot(scheme: Scheme, entries: Iterable[Entry], about: Mapping[str, str]) -> Snapshot:
    """Freeze a ranking: inputs with their sources, scheme, results; `about` says period, version, time.

    The order of rows within a cohort changes nothing; cohorts stand in order of first appearance.
    Raises what `score` raises. Source: domain, section 7, Snapshot file.
    """
    return frozen(scheme, entries, about)[0]


def frozen(
    scheme: Scheme, entries: Iterable[Entry], about: Mapping[str, str], scorer: Scorer = score
) -> tuple[Snapshot, Replay]:
    """The snapshot, and what its replay is, scored once. Every `scorer` must equal `score`."""
    rows = [_entry_content(entry) for entry in _in_order(entries)]
    content: dict[str, Any] = {
        "format": FORMAT,
        "about": dict(about),
        "scheme": scheme_content(scheme),
        "entries": rows,
    }
    read, inputs = _inputs(content)
    lines = scorer(read, inputs)
    content["results"] = result_content(lines)
    text = canonical(content)
    return Snapshot(text, fingerprint(text)), Replay(content["about"], read, tuple(inputs), tuple(lines))


def recompute(text: str, expected_sha256: str | None = None) -> Difference | None:
    """Score the inputs of a snapshot again; None when file, results and fingerprint agree.

    `Invalid` when the file cannot be read as a snapshot at all.
    """
    content = _content(text)
    found = first_difference(content["results"], _results(content), "results")
    if found is not None:
        return found
    if canonical(content) != text:
        return Difference("file", _("另一种写法"), _("规范写法"))
    actual = fingerprint(text)
    if expected_sha256 not in (None, actual):
        return Difference("sha256", str(expected_sha256), actual)
    return None


def replay(text: str) -> Replay:
    """Read a snapshot and score its inputs, for its explanation; `Invalid` when it cannot be read."""
    content = _content(text)
    scheme, entries = _inputs(content)
    return Replay(content["about"], scheme, tuple(entries), tuple(score(scheme, entries)))


def first_difference(recorded: object, computed: object, path: str) -> Difference | None:
    """Depth first, keys sorted; a list of another length differs at its first missing place."""
    if isinstance(recorded, dict) and isinstance(computed, dict):
        for key in sorted(recorded.keys() | computed.keys()):
            inner = first_difference(recorded.get(key, ABSENT), computed.get(key, ABSENT), f"{path}.{key}")
            if inner:
                return inner
        return None
    if isinstance(recorded, list) and isinstance(computed, list):
        for place in range(max(len(recorded), len(computed))):
            pair = [row[place] if place < len(row) else ABSENT for row in (recorded, computed)]
            inner = first_difference(pair[0], pair[1], f"{path}[{place}]")
            if inner:
                return inner
        return None
    if type(recorded) is type(computed) and recorded == computed:
        return None
    return Difference(path, canonical(recorded), canonical(computed))


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    entries = list(entries)
    place = {cohort: n for n, cohort in enumerate(dict.fromkeys(entry.cohort for entry in entries))}
    return sorted(entries, key=lambda entry: (place[entry.cohort], entry.order, entry.unit))


def _content(text: str) -> dict[str, Any]:
    content = load_json(text)
    if not isinstance(content, dict) or content.keys() != PARTS or content["format"] != FORMAT:
        raise Invalid(_("这不是排名快照文件"))
    return content


def _results(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return result_content(score(*_inputs(content)))


def _inputs(content: Mapping[str, Any]) -> tuple[Scheme, list[Entry]]:
    entries = content["entries"]
    if not isinstance(entries, list):
        raise Invalid(_("{where}：要是一个列表", where="entries"))
    scheme = scheme_from(content["scheme"])
    return scheme, [_entry(row, f"entries[{place}]") for place, row in enumerate(entries)]


def _entry_content(entry: Entry) -> dict[str, Any]:
    return {
        "cohort": entry.cohort,
        "order": entry.order,
        "unit": entry.unit,
        "values": {code: _value_content(value) for code, value in entry.values.items()},
        "bonus": plain(entry.bonus),
        "veto": entry.veto,
        "excluded": entry.excluded,
        "sources": {key: source_content(source) for key, source in entry.sources.items()},
    }


def source_content(source: Source) -> dict[str, Any]:
    """A source as it is written down: what is not known of it is left out."""
    known = zip(SOURCE_FIELDS, _fields(source), strict=True)
    return {name: value for name, value in known if value != "" or name in SOURCE_KEYS}


def _value_content(value: Value) -> Any:
    if isinstance(value, NotAssessed):
        return {"na": value.reason}
    return None if value is None else plain(value)


def _entry(row: Any, where: str) -> Entry:
    if not isinstance(row, dict) or row.keys() != ENTRY_KEYS:
        raise Invalid(_("{where}：不是一条完整的参评记录", where=where))
    try:
        return Entry(
            unit=str(row["unit"]),
            cohort=str(row["cohort"]),
            order=int(row["order"]),
            values={code: _value(value, f"{where}.{code}") for code, value in row["values"].items()},
            bonus=exact(row["bonus"], f"{where}.bonus"),
            veto=str(row["veto"]),
            excluded=str(row["excluded"]),
            sources={code: Source(**source) for code, source in row["sources"].items()},
        )
    except (AttributeError, TypeError, ValueError):
        raise Invalid(_("{where}：不是一条完整的参评记录", where=where)) from None


def _value(content: Any, where: str) -> Value:
    if content is None:
        return None
    if isinstance(content, dict) and content.keys() == {"na"}:
        return NotAssessed(str(content["na"]))
    return exact(content, where)
