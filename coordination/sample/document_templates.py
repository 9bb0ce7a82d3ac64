"""The district's own wording of the monthly circular: two versions, the second in use."""

from datetime import timedelta

from coordination.document_templates import queries
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.rules import read, written
from coordination.document_templates.services import adopt, draft, edit
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.sample.standing import RANKED, Staff, working_day

KIND = "monthly"
#: What the district says otherwise than the pattern, one step for each version.
STEPS = (
    (
        "下步工作改按百日行动写（示例）",
        "联席会议办公室将会同各成员单位分析本月高发案件类型，向重点人群开展针对性预警和宣传。",
        "联席会议办公室将会同各成员单位按照百日行动安排（示例），向重点人群开展针对性预警和宣传。",
    ),
    (
        "排名情况后加前3名的表",
        "名次上升最多的是【{组}上升最多】，上升【{组}上升位数】。\n",
        "名次上升最多的是【{组}上升最多】，上升【{组}上升位数】。\n\n〔表 前3名〕{组}得分前3名\n",
    ),
)


def keep_own_wording(office: Office, staff: Staff) -> None:
    """Each step drafted by the clerk from the version before, and put in use by the leader."""
    start = working_day(RANKED[-1], 8, 10)
    for day, (note, said, instead) in enumerate(STEPS):
        with clock.standing(start + timedelta(days=day)):
            _step(office, staff, note, (said, instead))


def _step(office: Office, staff: Staff, note: str, words: tuple[str, str]) -> None:
    model = queries.in_use(office.id, KIND)
    if model is None:
        raise LookupError(KIND)
    made = draft(office, actor=staff.clerk, operation=fresh_key(), model=model)
    session.flush()
    edit(
        made,
        actor=staff.clerk,
        operation=fresh_key(),
        version=made.version,
        title=made.title,
        text=_reworded(made, *words),
        note=note,
    )
    session.flush()
    adopt(made, actor=staff.leader, operation=fresh_key(), version=made.version)
    session.flush()


def _reworded(version: TemplateVersion, said: str, instead: str) -> str:
    """ValueError when the pattern does not say any more what the district says otherwise."""
    text = written(read(version.body))
    if said not in text:
        raise ValueError(said)
    return text.replace(said, instead)
