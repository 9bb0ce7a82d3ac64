"""What the register of the audit says about rankings."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.rankings.policy import RankingAction
from coordination.schemes.states import SchemeAction

publish(
    {
        SchemeAction.FREEZE: _("冻结{period}排名（第{sequence}次）"),
        RankingAction.PUBLISH: _("公布{period}排名"),
    }
)
