"""What the register and the timelines say about each act.

Every slice publishes its sentences, keyed by the action; an act without one is shown by its name.
The places of a sentence are filled from the content of the event.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from coordination.audit.models import Event
from coordination.kernel.text import Text, _

ABSENT = "—"
_sentences: dict[str, Text] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the register or of a timeline."""

    id: int
    at: datetime
    account_name: str
    account_id: int | None
    action: str
    sentence: Text


def publish(sentences: Mapping[str, Text]) -> None:
    """Register a slice's sentences; raises ValueError for an action that has one already."""
    twice = [action for action in sentences if str(action) in _sentences]
    if twice:
        raise ValueError(f"second sentence for {twice}")
    _sentences.update({str(action): text for action, text in sentences.items()})


def sentence(event: Event) -> Text:
    """The sentence of one event; a dash for what the event does not tell."""
    pattern = _sentences.get(event.action)
    if pattern is None:
        return Text(event.action)
    names = [name for _text, name, _spec, _conversion in Formatter().parse(pattern.msgid) if name]
    return Text(pattern.msgid, {name: event.content.get(name, ABSENT) for name in names})


def told(events: Iterable[Event]) -> list[Told]:
    return [
        Told(event.id, event.at, event.account_name, event.account_id, event.action, sentence(event))
        for event in events
    ]


def sentences() -> dict[str, Text]:
    """Every action that has a sentence, in the order of their names."""
    return dict(sorted(_sentences.items()))


def head(sentence: str) -> str:
    """A sentence up to its first place, for the filter: 停用账号 {username} is listed as 停用账号."""
    return re.split(r"[{“（：，]", sentence, maxsplit=1)[0].strip()


publish({"audit.verify": _("核对了审计链，到第{seal}段")})
