"""States of an account, which functions go together, what a password must be."""

import re
import unicodedata
from enum import StrEnum

from coordination.kernel.errors import Invalid
from coordination.kernel.functions import Function
from coordination.kernel.text import Text, _

PASSWORD_AT_MOST = 128
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class AccountState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


STATE_LABELS: dict[AccountState, Text] = {
    AccountState.INVITED: _("待激活"),
    AccountState.ACTIVE: _("使用中"),
    AccountState.CLOSED: _("已停用"),
}

FUNCTION_LABELS: dict[Function, Text] = {
    Function.CLERK: _("联席办经办"),
    Function.LEADER: _("联席办签发领导"),
    Function.LIAISON: _("联络员"),
    Function.UNIT_REVIEWER: _("单位审核"),
    Function.TOWNSHIP: _("乡镇干部"),
    Function.COMMUNITY_WORKER: _("村社区人员"),
    Function.AUDITOR: _("审计管理员"),
    Function.SYSTEM_ADMINISTRATOR: _("系统管理员"),
    Function.SECURITY_ADMINISTRATOR: _("安全管理员"),
}

OFFICE_FUNCTIONS = frozenset({Function.CLERK, Function.LEADER})
UNIT_FUNCTIONS = frozenset(
    {Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP, Function.COMMUNITY_WORKER}
)
#: The three administrators of GB/T 22239 (三员): each alone, never joined with a business function.
ADMINISTRATORS = frozenset({Function.AUDITOR, Function.SYSTEM_ADMINISTRATOR, Function.SECURITY_ADMINISTRATOR})


def check_functions(functions: frozenset[Function], *, in_unit: bool) -> None:
    """Raise Invalid at `functions` unless they may be held together at such a place."""
    if not functions:
        raise Invalid(_("请至少选一项职能。"), field="functions")
    if functions & ADMINISTRATORS and len(functions) > 1:
        raise Invalid(
            _("管理员职能（系统、安全、审计）各自单独，不能与其他职能同时担任。"), field="functions"
        )
    if in_unit and functions - UNIT_FUNCTIONS:
        raise Invalid(_("成员单位的账号只能担任联络员、单位审核、乡镇干部、村社区人员。"), field="functions")
    if not in_unit and functions & UNIT_FUNCTIONS:
        raise Invalid(_("这些职能属于成员单位，请先选择单位。"), field="functions")


def check_username(username: str) -> None:
    """Raise Invalid at `username` unless it is 3 to 40 lower case letters, digits, dots, dashes."""
    if _USERNAME.fullmatch(username) is None:
        raise Invalid(
            _("账号名用3到40个小写字母、数字、点、横线，以字母或数字开头，例如 zhang.san。"), field="username"
        )


def code_from(secret: bytes) -> str:
    """A one-time code of 60 bits from random or keyed bytes, in groups that can be read out.

    Without 0, O, 1 and I, which are taken for one another.
    """
    number = int.from_bytes(secret[:16], "big")
    letters = [CODE_ALPHABET[(number >> 5 * place) % 32] for place in range(CODE_LENGTH)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, CODE_LENGTH, 4))


def character_classes(password: str) -> int:
    """How many of lower case, upper case, digit, other occur (GB/T 22239 asks for several)."""
    kinds = {
        "lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdigit() else "other"
        for c in password
    }
    return len(kinds)


def check_password(password: str, *, username: str, min_length: int, classes: int) -> None:
    """Raise Invalid at `password` with what is missing. Lengths are in characters after NFKC."""
    password = unicodedata.normalize("NFKC", password)
    if len(password) < min_length:
        raise Invalid(
            _("密码至少{limit}个字符，现在是{count}个。", limit=min_length, count=len(password)),
            field="password",
        )
    if len(password) > PASSWORD_AT_MOST:
        raise Invalid(_("密码最多{limit}个字符。", limit=PASSWORD_AT_MOST), field="password")
    if character_classes(password) < classes:
        raise Invalid(
            _("密码要包含大写字母、小写字母、数字、符号中的至少{classes}类。", classes=classes),
            field="password",
        )
    if username.lower() in password.lower():
        raise Invalid(_("密码里不能有账号名。"), field="password")
