"""Sending up: the frozen figures are packed, signed, kept, and handed to the office above if it is here."""

from coordination.audit.services import record
from coordination.kernel import files
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Conflict
from coordination.kernel.functions import Function
from coordination.kernel.operations import service
from coordination.kernel.policy import SYSTEM, Actor
from coordination.kernel.text import _
from coordination.notifications.queries.people import staff
from coordination.notifications.services.telling import Notice, tell
from coordination.organizations.models import Division, Office
from coordination.transmissions import rules, sealing
from coordination.transmissions.models import Transmission
from coordination.transmissions.queries import keys, own
from coordination.transmissions.services.keeping import keep
from coordination.transmissions.services.receiving import check_contents
from coordination.transmissions.states import Carrier, Direction, TransmissionAction


@service(TransmissionAction.SEND)
def send(office: Office, *, actor: Actor, operation: str, form_code: str, period: str) -> Transmission:
    """Send the next revision of a form and period to the office above.

    Raises `Conflict` when nothing is frozen or received, when no key was made, when nothing has
    changed since the last time.
    """
    chosen = next(
        (one for one in own.ready(actor) if (one.form_code, one.period) == (form_code, period)), None
    )
    if chosen is None:
        raise Conflict(_("这个报告期还没有冻结，冻结后才能上报。"))
    key = keys.own_key(office.id)
    if key is None or key.private is None:
        raise Conflict(_("本级还没有上报密钥。请领导先在“上报密钥”页面生成。"))
    package = _package(office, actor, chosen)
    _refuse_unchanged(package, chosen.sent)
    signed = rules.sign(rules.write(package), sealing.unseal(key.private))
    carrier = Carrier.SITE if office.parent_id else Carrier.FILE
    row = keep(office.id, package, signed, direction=Direction.OUT, carrier=carrier, kept_by_id=actor.id)
    record(
        actor,
        TransmissionAction.SEND,
        row,
        form=package.form_name,
        period=period,
        revision=package.revision,
        figures=len(package.figures),
    )
    if office.parent_id:
        _hand_over(office.parent_id, package, signed)
    return row


def _package(office: Office, actor: Actor, chosen: own.Ready) -> rules.Package:
    place = session.get_one(Division, office.division_id)
    found = (
        own.own_contents(office, chosen.form_code, chosen.period)
        if chosen.own
        else own.sums_from_below(actor, chosen.form_code, chosen.period)
    )
    return rules.Package(
        sender=rules.Sender(place.code, office.name),
        form_code=chosen.form_code,
        form_name=chosen.form_name,
        period=chosen.period,
        revision=chosen.sent.revision + 1 if chosen.sent else 1,
        made_at=clock.now().replace(microsecond=0),
        indicators=found.indicators,
        figures=found.figures,
        missing=found.missing,
        sources=found.sources,
    )


def _refuse_unchanged(package: rules.Package, sent: Transmission | None) -> None:
    if not package.figures:
        raise Conflict(_("这个报告期没有已冻结的数据，没有可上报的。"))
    if sent is None:
        return
    before = rules.read(rules.from_file(files.content(sent.file)).text)
    if rules.same_figures(package, before):
        raise Conflict(_("数据与第{revision}次上报相同，不用再报。", revision=sent.revision))


def _hand_over(parent_id: int, package: rules.Package, signed: rules.Signed) -> None:
    """The office above lives on this site: it receives the package as the system brings it."""
    with acting(SYSTEM_SCOPE):
        above = session.get_one(Office, parent_id)
        check_contents(above, package)
        row = keep(above.id, package, signed, direction=Direction.IN, carrier=Carrier.SITE, kept_by_id=None)
        record(
            SYSTEM,
            TransmissionAction.RECEIVE,
            row,
            sender=package.sender.name,
            form=package.form_name,
            period=package.period,
            revision=package.revision,
        )
        tell(
            Notice(
                key=f"transmission.received:{row.id}:{person.account_id}",
                office_id=above.id,
                unit_id=None,
                account_id=person.account_id,
                robot_id=None,
                kind="transmission.received",
                subject_type="transmissions",
                subject_id=row.id,
                message=_(
                    "{sender}上报{form}（{period}，第{revision}次）",
                    sender=package.sender.name,
                    form=package.form_name,
                    period=package.period,
                    revision=package.revision,
                ),
                address=f"/transmissions/{row.id}",
            )
            for person in staff(above.id, Function.CLERK)
        )
