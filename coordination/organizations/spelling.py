"""How Chinese names are found by typing letters: full pinyin, and the initials of the characters."""

import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT


def _letter(reading: str) -> str:
    return unicodedata.normalize("NFD", reading)[0].lower()


class _Initials(dict[int, str | None]):
    """For `str.translate`: the first reading's letter, letters and digits as they are, nothing else."""

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        if point in PINYIN_DICT:
            letter: str | None = _letter(PINYIN_DICT[point].split(",")[0])
        else:
            letter = character.lower() if character.isascii() and character.isalnum() else None
        self[point] = letter
        return letter


_initials = _Initials()


def quick_initials(name: str) -> str:
    """Initials character by character, without regard to the word: 七里河区 is qlhq.

    A character of several readings gets its first one (重庆 is zq); about 0.5 µs a name.
    """
    return name.translate(_initials)


@lru_cache(maxsize=4096)
def pinyin(name: str) -> str:
    """Letters of the whole name as read in its words: 中国银行 is zhongguoyinhang."""
    return "".join(lazy_pinyin(name, errors=_plain)).lower()


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Initials as read in the words: 中国银行 is zgyh, 重庆市 is cqs."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_plain)).lower()


def letters(name: str, short_name: str) -> tuple[str, str]:
    """Pinyin and initials by which a unit is found: of its name, and of the short one where they differ.

    中国工商银行七里河支行 is called 工行 by everybody, so gh finds it as gsyh does.
    """
    names = dict.fromkeys((name, short_name))
    return " ".join(map(pinyin, names)).strip(), " ".join(map(initials, names)).strip()


def _plain(rest: str) -> str:
    """What has no pinyin: letters and digits stay, signs go."""
    return "".join(c for c in rest if c.isascii() and c.isalnum())
