"""Whom a number or a rate is about: a township, a bank, a kind of fraud, the whole area."""

import re

from coordination.proofreading.sentences import Parts

_PLACE = "街道|社区|派出所|支行|分行|银行|公司|学校|分局|镇|乡|村|类"
_SUBJECT = re.compile(
    rf"(?P<against>占|占了|高于|低于|超过|比|较|居|列)?(?P<name>其中|全[县市区省国州盟旗]"
    rf"|(?<![各])[\u4e00-\u9fff]{{1,2}}(?:{_PLACE})(?!型|似|别))"
)
_CLOSED = re.compile(r"\([^()]*\)")


def subject_in(label: str) -> str:
    """The last subject that a label names, also one that is only compared with (占全市); "" for none."""
    names = [match["name"] for match in _SUBJECT.finditer(label)]
    return names[-1] if names else ""


def subject_before(parts: Parts, place: int) -> str:
    """What its sentence is about at a place; in brackets or only compared with, nothing counts."""
    text = _CLOSED.sub("", parts.text[parts.sentences.around(place)[0] : place])
    names = [match["name"] for match in _SUBJECT.finditer(text) if not match["against"]]
    return names[-1] if names else ""


def same_subject(one: str, other: str) -> bool:
    """Whether two may be the same: nobody named is the whole area."""
    return one == other or (not one and other.startswith("全")) or (not other and one.startswith("全"))
