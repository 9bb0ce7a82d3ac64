"""Sentences for people, written where they arise and translated where they are shown.

The msgid is Chinese, as in the templates. Services and rules build a `Text`; the web layer
looks it up in the catalogue of the reader's language. Without a web layer (logs, commands)
`str(text)` is the Chinese sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Text:
    """A translatable sentence: `msgid` with `{name}` places, and the values that go there."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return self.render(lambda msgid: msgid)

    def __hash__(self) -> int:
        return hash((self.msgid, tuple(sorted((k, str(v)) for k, v in self.values.items()))))

    def render(self, lookup: Callable[[str], str]) -> str:
        """The sentence in the language that `lookup` answers in; values that are texts too."""
        sentence = lookup(self.msgid)
        if not self.values:
            return sentence
        values = {
            name: value.render(lookup) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        return sentence.format(**values)


def _(msgid: str, **values: object) -> Text:
    """Mark a Chinese sentence for translation; `pybabel extract` finds it by this name."""
    return Text(msgid, MappingProxyType(values))
