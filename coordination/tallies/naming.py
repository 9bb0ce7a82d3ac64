"""Which subject a name means: with its township before it, alone where it is the only one, by initials."""

from collections.abc import Sequence

from coordination.spreadsheets.names import plain, unambiguous
from coordination.subjects.models import Subject


def label(subject: Subject) -> str:
    """A name that means one subject only: 西园街道 柳沟社区."""
    place = subject.located_in
    if place is None or place.id == subject.division_id:
        return subject.name
    return f"{place.name} {subject.name}"


class Names:
    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = {str(one.id): one for one in subjects}
        whole = [(plain(label(one)), str(one.id)) for one in subjects]
        short = [(plain(one.name), str(one.id)) for one in subjects]
        letters = [(plain(one.initials), str(one.id)) for one in subjects]
        self._known = unambiguous(letters) | unambiguous(short) | unambiguous(whole)
        self._doubled = {name for name, _number in short} - set(unambiguous(short))

    def meant(self, typed: str, township: str = "") -> Subject | None:
        """The subject, or None for a name that means none or several."""
        found = self._known.get(plain(f"{township} {typed}")) if township.strip() else None
        number = found or self._known.get(plain(typed))
        return self._subjects.get(number) if number is not None else None

    def is_ambiguous(self, typed: str) -> bool:
        """Whether several subjects bear this name, so that the township must stand beside it."""
        return plain(typed) in self._doubled
