"""How a person wants to be told."""

from dataclasses import dataclass
from types import SimpleNamespace

from coordination.accounts.models import Account
from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.models import Preference
from coordination.notifications.policy import PreferenceAction
from coordination.notifications.rules import is_mail_address, is_mobile
from coordination.notifications.states import Rhythm

#: What a page carries that was made before there were any settings.
NONE_YET = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    mail: str
    by_mail: bool
    by_sms: bool
    rhythm: Rhythm


@service(PreferenceAction.SAVE)
def save(
    account: Account, *, actor: Actor, operation: str, version: int | None, wishes: Wishes
) -> Preference:
    """Raises Invalid for an address that is none, and for a channel that has no address."""
    stored = session.get(Preference, account.id, with_for_update=True)
    expect(stored or SimpleNamespace(version=NONE_YET), version)
    _check(account, wishes)
    preference = stored or Preference(
        account_id=account.id, office_id=account.office_id, unit_id=account.unit_id
    )
    preference.mail = wishes.mail
    preference.by_mail = wishes.by_mail
    preference.by_sms = wishes.by_sms
    preference.rhythm = wishes.rhythm
    session.add(preference)
    record(
        actor,
        PreferenceAction.SAVE,
        preference,
        by_mail=wishes.by_mail,
        by_sms=wishes.by_sms,
        rhythm=str(wishes.rhythm),
    )
    return preference


def _check(account: Account, wishes: Wishes) -> None:
    errors: dict[str, Text] = {}
    if wishes.mail and not is_mail_address(wishes.mail):
        errors["mail"] = _("这不是邮箱地址，要写成 name@example.cn 的样子。")
    elif wishes.by_mail and not wishes.mail:
        errors["mail"] = _("要收邮件，先填邮箱地址。")
    if wishes.by_sms and not is_mobile(account.phone):
        errors["by_sms"] = _("账号里没有手机号，收不了短信；请系统管理员补上手机号。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
