"""Who may do what with schemes of scoring."""

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, has, of_the_office, policy, same_office
from coordination.schemes.states import EntryAction, SchemeAction

AT_WORK = (
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


at_work = all_of(same_office, has(*AT_WORK))
clerk = all_of(of_the_office, has(Function.CLERK))
leader = all_of(of_the_office, has(Function.LEADER))
keeps = all_of(of_the_office, has(Function.CLERK, Function.LEADER))

POLICY = policy(
    {
        SchemeAction.VIEW: at_work,
        SchemeAction.LIST: at_work,
        SchemeAction.DRAFT: clerk,
        SchemeAction.EDIT: clerk,
        SchemeAction.ENACT: leader,
        SchemeAction.CLOSE: leader,
        SchemeAction.FREEZE: clerk,
        EntryAction.ENTER: clerk,
        EntryAction.CONFIRM: leader,
        EntryAction.WITHDRAW: keeps,
    }
)
