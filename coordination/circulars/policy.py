"""Who may do what with circulars: drafter, checker and signer are three persons."""

from coordination.circulars.states import CircularAction, CircularState, LedgerAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office

PUBLIC = (CircularState.ISSUED, CircularState.CORRECTED, CircularState.WITHDRAWN)
WORKING = (
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


def drafted(actor: Actor, circular: object) -> bool:
    return actor.id is not None and actor.id == getattr(circular, "drafted_by_id", None)


def neither_drafted_nor_checked(actor: Actor, circular: object) -> bool:
    return actor.id not in (
        getattr(circular, "drafted_by_id", None),
        getattr(circular, "checked_by_id", None),
    )


def did_not_draft(actor: Actor, circular: object) -> bool:
    return not drafted(actor, circular)


def is_published(_actor: Actor, circular: object) -> bool:
    """An issued circular, or the list itself: what a member unit may open."""
    return getattr(circular, "state", CircularState.ISSUED) in PUBLIC


def is_not_before_the_leader(_actor: Actor, circular: object) -> bool:
    """Also once it is returned, so that a return sent twice is answered and not refused."""
    return getattr(circular, "state", None) in (CircularState.DRAFT, CircularState.CHECKING)


working = has(*WORKING)
staff = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk = all_of(of_the_office, has(Function.CLERK))
leader = all_of(of_the_office, has(Function.LEADER))

POLICY = policy(
    {
        CircularAction.VIEW: any_of(staff, all_of(same_office, working, is_published)),
        CircularAction.DRAFT: clerk,
        CircularAction.EDIT: all_of(clerk, drafted),
        CircularAction.HAND_IN: all_of(clerk, drafted),
        CircularAction.CHECK: all_of(clerk, did_not_draft),
        CircularAction.RETURN: any_of(
            all_of(clerk, did_not_draft, is_not_before_the_leader), all_of(leader, did_not_draft)
        ),
        CircularAction.ISSUE: all_of(leader, neither_drafted_nor_checked),
        CircularAction.WITHDRAW: leader,
        CircularAction.CORRECT: clerk,
        CircularAction.COMMENT: staff,
    }
)

LEDGER = policy(
    {
        LedgerAction.VIEW: staff,
        LedgerAction.LIST: staff,
        LedgerAction.VOID: leader,
        LedgerAction.CONFIRM: leader,
        LedgerAction.PLAN: leader,
    }
)
