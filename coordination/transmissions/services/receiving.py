"""Taking in a signed file that was carried by hand: genuine, trusted, of an office below, not yet had."""

from sqlalchemy import select

from coordination.audit.services import record
from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Division, Office
from coordination.transmissions import rules
from coordination.transmissions.models import Transmission
from coordination.transmissions.queries import keys, packages
from coordination.transmissions.services.keeping import keep
from coordination.transmissions.states import Carrier, Direction, TransmissionAction


@service(TransmissionAction.RECEIVE)
def receive(office: Office, *, actor: Actor, operation: str, content: bytes) -> Transmission:
    """Keep the package of a file. Raises `Invalid` at `file` with a sentence that says why not."""
    try:
        signed = rules.from_file(content)
        package = rules.read(signed.text)
        _check_origin(office, signed, package)
        check_contents(office, package)
        had = packages.kept(office.id, package.sender.place, package.form_code, package.period)
        refusal = rules.acceptable(package, signed.digest, had)
        if refusal is not None:
            raise Invalid(refusal)
    except Invalid as error:
        raise Invalid(error.message, field="file") from error
    row = keep(office.id, package, signed, direction=Direction.IN, carrier=Carrier.FILE, kept_by_id=actor.id)
    record(
        actor,
        TransmissionAction.RECEIVE,
        row,
        sender=package.sender.name,
        form=package.form_name,
        period=package.period,
        revision=package.revision,
    )
    return row


def _check_origin(office: Office, signed: rules.Signed, package: rules.Package) -> None:
    """The signature holds, by a key that a leader has registered for this very place below."""
    if not rules.is_genuine(signed):
        raise Invalid(_("签名不对：文件在路上被改过或损坏了，没有接收。请下级重新导出"))
    key = keys.trusted(office.id, signed.public_key)
    if key is None:
        raise Invalid(
            _(
                "这把公钥没有登记或已停用（指纹 {mark}）。请先用电话与对方核对指纹，再由领导登记公钥",
                mark=rules.key_mark(signed.public_key),
            )
        )
    if key.place != package.sender.place:
        raise Invalid(
            _("文件说是{name}上报的，但签名用的是{other}的密钥", name=package.sender.name, other=key.name)
        )


def check_contents(office: Office, package: rules.Package) -> None:
    """The sender lies directly below, and its indicators mean here what they mean there."""
    below = select(Division.id).where(
        Division.code == package.sender.place, Division.parent_id == office.division_id
    )
    if session.scalar(below) is None:
        raise Invalid(_("{name}不是本级的直接下级，没有接收", name=package.sender.name))
    known = {
        row.code: row.unit
        for row in session.execute(
            select(Indicator.code, Indicator.unit).where(
                Indicator.code.in_({one.code for one in package.indicators})
            )
        )
    }
    for one in package.indicators:
        if one.code not in known:
            raise Invalid(
                _(
                    "本级指标目录里没有“{name}”（{code}），请先建立同样代码的指标",
                    name=one.name,
                    code=one.code,
                )
            )
        if known[one.code] != one.unit:
            raise Invalid(
                _(
                    "“{name}”的计量单位不同：下级用{theirs}，本级用{ours}",
                    name=one.name,
                    theirs=one.unit,
                    ours=known[one.code],
                )
            )
    strange = {line.indicator for line in package.figures} - {one.code for one in package.indicators}
    if strange:
        raise Invalid(rules.NOT_OURS)
