"""Who may do what with accounts."""

from enum import StrEnum

from coordination.kernel.policy import Actor, Function, all_of, any_of, has, policy, same_office


class AccountAction(StrEnum):
    VIEW = "account.view"
    INVITE = "account.invite"
    EDIT = "account.edit"
    CLOSE = "account.close"
    CHANGE_PASSWORD = "account.change_password"  # noqa: S105  the name of an act
    SET_LANGUAGE = "account.set_language"


def oneself(actor: Actor, account: object) -> bool:
    return actor.id is not None and actor.id == getattr(account, "id", None) and hasattr(account, "username")


administers = all_of(same_office, has(Function.SYSTEM_ADMINISTRATOR))

POLICY = policy(
    {
        AccountAction.VIEW: any_of(oneself, administers),
        AccountAction.INVITE: administers,
        AccountAction.EDIT: administers,
        AccountAction.CLOSE: administers,
        AccountAction.CHANGE_PASSWORD: oneself,
        AccountAction.SET_LANGUAGE: oneself,
    }
)
