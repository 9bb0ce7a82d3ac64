"""Telling those concerned by a consultation or an objection, each person once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from coordination.consultations.models import Consultation, ConsultedUnit, Objection
from coordination.consultations.policy import STAFF, UNIT
from coordination.kernel.functions import Function
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell


class Kind(StrEnum):
    ASKED = "consultation.asked"
    REMINDED = "consultation.reminded"
    CHANGED = "consultation.changed"
    ENDED = "consultation.ended"
    WAITING = "consultation.waiting"
    OBJECTED = "consultation.objected"
    ANSWERED = "consultation.answered"


def month_of(consultation: Consultation) -> Text:
    return Period.parse(consultation.period).label()


def tell_units(
    actor: Actor,
    kind: Kind,
    places: Sequence[ConsultedUnit],
    message: Callable[[ConsultedUnit], Text],
    mark: str = "",
) -> int:
    """Those who file for the units, each led to the own line; answers how many messages were new."""
    told = people({one.unit_id for one in places}, *UNIT)

    def notices() -> Iterator[Notice]:
        for place in places:
            words, address = message(place), f"/consulted/{place.id}"
            for person in told.get(place.unit_id, ()):
                yield _notice(kind, place, person, words, address, mark)

    return tell(one for one in notices() if one.account_id != actor.id)


def tell_asked(actor: Actor, consultation: Consultation, places: Sequence[ConsultedUnit]) -> int:
    """Every unit: its line can be seen, and until when it may object."""
    words = _(
        "{month}排名征求意见：请核对本单位得分，{day}前提出异议或表示无意见",
        month=month_of(consultation),
        day=consultation.closes_on,
    )
    return tell_units(actor, Kind.ASKED, places, lambda _place: words)


def tell_reminded(
    actor: Actor, consultation: Consultation, places: Sequence[ConsultedUnit], mark: str
) -> int:
    """Those who have not looked yet."""
    words = _(
        "请查看{month}排名中本单位的得分，征求意见{day}截止",
        month=month_of(consultation),
        day=consultation.closes_on,
    )
    return tell_units(actor, Kind.REMINDED, places, lambda _place: words, mark)


def tell_objected(actor: Actor, objection: Objection, who: Iterable[Recipient]) -> int:
    """The people of the office who may answer."""
    words = _(
        "{unit}对{month}排名提出异议：{item}",
        unit=objection.unit.short_name,
        month=month_of(objection.consultation),
        item=what_of(objection),
    )
    address = f"/ranking-objections/{objection.id}"
    return tell(
        _notice(Kind.OBJECTED, objection, person, words, address, str(objection.version)) for person in who
    )


def tell_answered(actor: Actor, objection: Objection, upheld: bool) -> int:
    """The unit that objected."""
    result = _("成立") if upheld else _("不成立")
    words = _(
        "对{month}排名的异议（{item}）已答复：{result}",
        month=month_of(objection.consultation),
        item=what_of(objection),
        result=result,
    )
    told = people({objection.unit_id}, *UNIT).get(objection.unit_id, ())
    address = f"/ranking-objections/{objection.id}"
    return tell(_notice(Kind.ANSWERED, objection, person, words, address, "") for person in told)


def tell_office(actor: Actor, kind: Kind, consultation: Consultation, words: Text, mark: str = "") -> int:
    """The clerks; where objections wait, the leaders too."""
    functions = STAFF if kind is Kind.WAITING else (Function.CLERK,)
    address = f"/consultations/{consultation.id}"
    return tell(
        _notice(kind, consultation, person, words, address, mark)
        for person in staff(consultation.office_id, *functions)
        if person.account_id != actor.id
    )


def what_of(objection: Objection) -> Text | str:
    """The contested item, or the whole line."""
    return objection.item_title or _("总分和名次")


def _notice(
    kind: Kind,
    subject: Consultation | ConsultedUnit | Objection,
    person: Recipient,
    message: Text,
    address: str,
    mark: str,
) -> Notice:
    return Notice(
        key=f"{kind}:{subject.id}:{mark}:{person.account_id}",
        office_id=subject.office_id,
        unit_id=person.unit_id,
        account_id=person.account_id,
        robot_id=None,
        kind=kind,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        message=message,
        address=address,
    )
