"""What the audit says about tallies."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.tallies.policy import TallyAction

publish(
    {
        TallyAction.FILE: _("填报发案统计{rows}行（{first}至{last}），其中更正{corrected}行"),
        TallyAction.UPLOAD: _("上传发案统计表“{name}”（{month}），读到{rows}行"),
    }
)
