"""What the audit says about what can carry a title."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.subjects.policy import SubjectAction

publish(
    {
        SubjectAction.CREATE: _("新增创建对象“{name}”"),
        SubjectAction.EDIT: _("修改了创建对象“{name}”"),
        SubjectAction.CLOSE: _("停用创建对象“{name}”，自{on}起"),
        SubjectAction.REOPEN: _("重新启用创建对象“{name}”"),
        SubjectAction.FOLLOW: _("同步创建对象：新增{added}，变动{changed}，停用{closed}"),
    }
)
