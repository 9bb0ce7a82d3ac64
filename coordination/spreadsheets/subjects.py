"""Which subject a label in a sheet means: its short or full name, with the suffix left out if unambiguous."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from coordination.kernel.text import Text, _
from coordination.spreadsheets.names import plain, unambiguous

SUFFIXES = ("街道办事处", "人民政府", "街道", "街办", "办事处", "民族乡", "镇", "乡", "村", "社区")
TOTALS = ("合计", "总计", "共计", "小计", "合 计")
ASIDES = (
    "注",
    "口径",
    "备注",
    "说明",
    "填报人",
    "填表人",
    "制表",
    "审核",
    "联系",
    "负责人",
    "单位",
    "盖章",
    "日期",
)
#: What stands before the numbers of the columns in official tables.
COUNTED = ("甲", "栏次", "序号", "行次")
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Meant:
    """`subject` is the key of a row, None when nobody knows; `why` says so, or how it was read."""

    subject: str | None
    why: Text | None = None


class Subjects:
    """`names` are those of each subject, by key, the one to show first."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = names
        self.pairs = [(plain(name), key) for key, all_ in names.items() for name in all_]
        self.known = unambiguous(self.pairs)

    @cached_property
    def short(self) -> dict[str, str]:
        return unambiguous((_core(name), key) for name, key in self.pairs)

    def _likes(self, core: str) -> list[str]:
        """Whom a name without its suffix could mean."""
        return [key for name, key in self.pairs if _core(name) == core]

    def meant_quietly(self, label: object) -> str | None:
        """The subject, without words about it."""
        name = plain(label)
        return self.known.get(name) or self.short.get(_core(name))

    def meant(self, label: object) -> Meant:
        name = plain(label)
        if (known := self.known.get(name)) is not None:
            return Meant(known)
        core = _core(name)
        if (short := self.short.get(core)) is not None and core:
            return Meant(
                short, _("“{label}”按“{name}”读", label=str(label).strip(), name=self.names[short][0])
            )
        return Meant(None, self._unknown(label, name, core))

    def _unknown(self, label: object, name: str, core: str) -> Text:
        shown = str(label).strip()[:40]
        several = dict.fromkeys(self.names[key][0] for key in self._likes(core))
        if len(several) > 1 and core:
            return _("“{label}”可能是{names}，请写全名", label=shown, names="、".join(several))
        near = get_close_matches(name, self.known, n=1, cutoff=0.6)
        if near:
            return _(
                "“{label}”不在名单，是不是“{name}”", label=shown, name=self.names[self.known[near[0]]][0]
            )
        return _("“{label}”不在名单", label=shown)


def _core(name: str) -> str:
    """A plain name without the word for what kind of place it is; as it is when nothing would be left."""
    if not name.endswith(SUFFIXES):
        return name
    core = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    return core if len(core) >= 2 else name


def is_total(label: object) -> bool:
    return plain(label).endswith(TOTALS)


def is_aside(label: object) -> bool:
    """A line below the table that is about the sheet, not in it."""
    name = plain(label)
    return not name or name.isdigit() or name in COUNTED or any(name.startswith(aside) for aside in ASIDES)


def best_column(labels: Iterable[tuple[int, object]], subjects: Subjects) -> int | None:
    """The column whose cells name most different subjects; the leftmost of equals, None when none does."""
    found: dict[int, set[str]] = {}
    for column, label in labels:
        if isinstance(label, str) and label and (meant := subjects.meant_quietly(label)):
            found.setdefault(column, set()).add(meant)
    return max(sorted(found), key=lambda column: len(found[column]), default=None)
