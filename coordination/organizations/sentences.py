"""What the audit says about acts upon the office, its units and its places."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.organizations.policy import DivisionAction, OfficeAction, UnitAction

publish(
    {
        OfficeAction.EDIT: _("修改了{name}的名称设置"),
        OfficeAction.FOUND: _("设立了{name}"),
        UnitAction.ADD: _("新增成员单位“{name}”"),
        UnitAction.EDIT: _("修改了成员单位“{name}”"),
        UnitAction.ORDER: _("把“{name}”排到第{place}位"),
        UnitAction.CLOSE: _("停用“{name}”，自{on}起"),
        UnitAction.REOPEN: _("重新启用“{name}”"),
        UnitAction.REVEAL: _("查看了“{name}”的完整联系电话"),
        DivisionAction.COUNT: _("修改了“{name}”的人口：{before}改为{now}（{basis}，{year}年）"),
        DivisionAction.CLOSE: _("停用行政区划“{name}”，自{on}起"),
        DivisionAction.REOPEN: _("重新启用行政区划“{name}”"),
        DivisionAction.IMPORT: _(
            "导入行政区划{rows}个：新增{added}，更名{renamed}，改属{moved}，恢复{reopened}，文件中没有的{vanished}"
        ),
    }
)
