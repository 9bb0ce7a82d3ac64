"""Who builds report forms."""

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, has, of_the_office, policy
from coordination.report_forms.states import FormAction

in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk = all_of(of_the_office, has(Function.CLERK))

POLICY = policy(
    {
        FormAction.VIEW: in_the_office,
        FormAction.LIST: in_the_office,
        FormAction.CREATE: clerk,
        FormAction.EDIT: clerk,
        FormAction.REVISE: clerk,
        FormAction.ENACT: clerk,
        FormAction.DISCARD: clerk,
        FormAction.CLOSE: clerk,
    }
)
