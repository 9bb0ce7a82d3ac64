"""What the audit says about sheets."""

from coordination.audit.sentences import SUBJECTS, publish
from coordination.kernel.text import _
from coordination.spreadsheets.policy import SheetAction

SUBJECTS["sheet_uploads"] = _("表格")
publish(
    {
        SheetAction.UPLOAD: _("上传表格{name}，读到{cells}格"),
        SheetAction.COLLECT: _("上传{form}的汇总表{name}，读到{cells}格"),
        SheetAction.CONFIRM: _("按表格{name}写入{cells}格"),
        SheetAction.ENTER: _("联席办代为录入，改了{cells}格"),
        SheetAction.FILE: _("代单位上报{reports}份"),
    }
)
