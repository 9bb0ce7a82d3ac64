"""What the audit says about inspections."""

from coordination.audit.sentences import publish
from coordination.inspections.states import InspectionAction as A
from coordination.kernel.text import _

PHOTOS_ADDED = "inspection.photos_added"
PHOTO_REMOVED = "inspection.photo_removed"
FOLLOW = "inspection.follow"

publish(
    {
        A.PLAN: _("安排复查，{due}前完成"),
        A.MOVE: _("改由{inspector}在{due}前完成：{reason}"),
        A.FILL: _("保存复查记录：{answered}/{points}项已查"),
        A.FINISH: _("完成复查：{verdict}"),
        A.CANCEL: _("取消复查：{reason}"),
        FOLLOW: _("限期整改，安排再次复查，{due}前完成"),
        PHOTOS_ADDED: _("上传复查照片{files}张"),
        PHOTO_REMOVED: _("删除复查照片"),
    }
)
