"""What is said about a file that is no sheet we read; each sentence says what to do."""

from coordination.kernel import containers, refusals
from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

NOT_A_SHEET = _("这不是表格文件。请上传Excel或WPS表格（.xlsx、.xls、.et、.ods）或.csv")
MARKUP = _("文件的内容是网页或XML，只是名字像表格。请用Excel或WPS打开，另存为.xlsx后再传")
BROKEN = _("文件打不开，可能没有保存完整。请用Excel或WPS打开检查，另存为.xlsx后再传")
BINARY = _("不收.xlsb格式。请另存为.xlsx后再传")
ENTITIES = _("文件里有不该出现的定义（DTD），没有读取。请用Excel或WPS打开，另存为.xlsx后再传")
LETTERS = _("认不出这个文本文件的编码。请用Excel或WPS打开，另存为.xlsx后再传")
NO_SHEET = _("文件里没有看得见的工作表。请取消隐藏后再传")

#: The words for evidence speak of pictures and PDF; for sheets these fit.
_INSTEAD: dict[Text, Text] = {
    containers.BROKEN: BROKEN,
    containers.TOO_LARGE_INSIDE: _("文件解开后太大，没有读取。请删去多余的行、列和图片后再传"),
    containers.LOCKED: _("文件加了密码，打不开。请去掉密码后再传"),
    containers.MACROS: _("表格带有宏，不能上传。请另存为不带宏的.xlsx后再传"),
    refusals.WHY[refusals.Refused.MARKUP]: MARKUP,
    refusals.WHY[refusals.Refused.PLAIN]: LETTERS,
}
LOCKED = _INSTEAD[containers.LOCKED]
TOO_LARGE = _INSTEAD[containers.TOO_LARGE_INSIDE]


def reworded(refusal: Invalid) -> Invalid:
    """A refusal of the kernel in the words for sheets."""
    known = {str(text): text for text in refusals.WHY.values()}
    otherwise = NOT_A_SHEET if str(refusal.message) in known else refusal.message
    return Invalid(_INSTEAD.get(refusal.message, otherwise))
