"""What the audit says about duties, parties and articles, and how pages name a duty's recurrence."""

from coordination.audit.sentences import publish
from coordination.kernel.period import Kind
from coordination.kernel.text import Text, _
from coordination.responsibilities.models import Article, Duty
from coordination.responsibilities.policy import ArticleAction, DutyAction, PartyAction
from coordination.responsibilities.rules import RECURRENCES, citation

publish(
    {
        DutyAction.ADD: _("新增责任事项“{name}”"),
        DutyAction.LOAD: _("载入法定责任事项{added}项"),
        DutyAction.EDIT: _("修改了责任事项“{name}”"),
        DutyAction.CLOSE: _("停用责任事项“{name}”"),
        DutyAction.REOPEN: _("重新启用责任事项“{name}”"),
        PartyAction.ADD: _("新增责任方“{name}”"),
        PartyAction.EDIT: _("修改了责任方“{name}”"),
        PartyAction.CLOSE: _("停用责任方“{name}”"),
        PartyAction.REOPEN: _("重新启用责任方“{name}”"),
        ArticleAction.ADD: _("新增法律条款《{law}》{number}"),
        ArticleAction.EDIT: _("修改了法律条款《{law}》{number}"),
        ArticleAction.CLOSE: _("停用法律条款《{law}》{number}"),
        ArticleAction.REOPEN: _("重新启用法律条款《{law}》{number}"),
    }
)


def cited(article: Article) -> Text:
    """《反电信网络诈骗法》第6条第2款."""
    return citation(article.law, article.number)


def recurrence(duty: Duty) -> Text:
    """每月，期满后第5个工作日17:00截止; 不定期 for what only people hand out."""
    if duty.recurrence is None:
        return _("不定期")
    return _(
        "{recurrence}，期满后第{workday}个工作日{hour}截止",
        recurrence=RECURRENCES[Kind(duty.recurrence)],
        workday=duty.due_workday,
        hour=f"{duty.due_hour:02}:00",
    )
