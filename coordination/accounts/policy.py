"""Who may do what with accounts."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, policy, same_office


class AccountAction(StrEnum):
    """LIST and INVITE are asked about the Office, the others about an Account."""

    VIEW = "account.view"
    INVITE = "account.invite"
    EDIT = "account.edit"
    CLOSE = "account.close"
    RENEW = "account.renew"
    LIST = "account.list"
    CHANGE_PASSWORD = "account.change_password"  # noqa: S105  the name of an act
    SET_LANGUAGE = "account.set_language"


def oneself(actor: Actor, account: object) -> bool:
    return actor.id is not None and actor.id == getattr(account, "id", None) and hasattr(account, "username")


def not_oneself(actor: Actor, account: object) -> bool:
    """An administrator who closed the own account would leave nobody to mend it."""
    return not oneself(actor, account)


administers = all_of(same_office, has(Function.SYSTEM_ADMINISTRATOR))

POLICY = policy(
    {
        AccountAction.VIEW: any_of(oneself, administers),
        AccountAction.INVITE: administers,
        AccountAction.EDIT: administers,
        AccountAction.CLOSE: all_of(administers, not_oneself),
        AccountAction.RENEW: administers,
        AccountAction.LIST: administers,
        AccountAction.CHANGE_PASSWORD: oneself,
        AccountAction.SET_LANGUAGE: oneself,
    }
)
