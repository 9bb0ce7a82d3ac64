"""How long a notice hangs, and the words of an objection."""

import secrets
from datetime import date, timedelta

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

TITLE_AT_MOST, BODY_AT_MOST = 80, 1_000
TEXT_AT_LEAST, TEXT_AT_MOST, ANSWER_AT_MOST, NAME_AT_MOST, PHONE_AT_MOST = 10, 1_000, 1_000, 40, 30
FEWEST_DAYS, MOST_DAYS = 1, 60
#: Without 0 O 1 I L, so that a reference can be read out on the phone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def closes_on(opens_on: date, days: int) -> date:
    """The last day in public, counted in calendar days from the first."""
    return opens_on + timedelta(days=days - 1)


def is_over(closes: date | None, today: date) -> bool:
    """Whether the last day in public has passed."""
    return closes is not None and today > closes


def new_token() -> str:
    """The unguessable end of a public address."""
    return secrets.token_urlsafe(12)


def new_reference() -> str:
    """What somebody keeps who objected: three groups of four characters, 59 bits."""
    drawn = [secrets.choice(_LETTERS) for _each in range(12)]
    return "-".join("".join(drawn[start : start + 4]) for start in range(0, 12, 4))


def flaws(name: str, phone: str, text: str) -> dict[str, Text]:
    """What an objection lacks, all at once, at `contact_name`, `contact_phone` and `text`: without a contact
    nobody can look into it."""
    found: dict[str, Text] = {}
    if not 0 < len(name.strip()) <= NAME_AT_MOST:
        found["contact_name"] = _("请填写姓名，最多{limit}个字。", limit=NAME_AT_MOST)
    phone = phone.strip()
    digits = sum(one.isdecimal() for one in phone)
    if not 7 <= digits <= 15 or len(phone) > PHONE_AT_MOST or set(phone) - set("0123456789+-() 转"):
        found["contact_phone"] = _("请填写能联系到您的电话号码，例如 0931-1234567。")
    if not TEXT_AT_LEAST <= len(text.strip()) <= TEXT_AT_MOST:
        words = _("请写明异议的内容和依据，{least}到{most}个字。", least=TEXT_AT_LEAST, most=TEXT_AT_MOST)
        found["text"] = words
    return found


def checked(name: str, phone: str, text: str) -> tuple[str, str, str]:
    """All three trimmed. Raises Invalid at every field with a flaw."""
    if found := flaws(name, phone, text):
        raise Invalid(next(iter(found.values())), errors=found)
    return name.strip(), phone.strip(), text.strip()
