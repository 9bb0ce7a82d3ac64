"""The skeleton of the monthly circular: sentences around facts (domain.md section 8).

A clause stands in the draft when every fact it names exists; a sentence without clauses, a
paragraph without sentences and a section without paragraphs are left out, so that the same
skeleton serves an office that files everything and one that files cases and losses only.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses joined and ended; with `each`, the one clause is repeated for each name of that list.

    `needs` names facts without which the sentence makes no sense though it does not print them.
    """

    clauses: tuple[str, ...]
    start: str = ""
    join: str = "，"
    end: str = "。"
    each: str = ""
    needs: tuple[str, ...] = ()
    cohorts: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


def say(*clauses: str, start: str = "", needs: tuple[str, ...] = ()) -> Sentence:
    return Sentence(clauses, start=start, needs=needs)


MONTHLY = (
    Section(
        "总体情况",
        (
            (
                say(
                    "{month}，{area}共立电信网络诈骗案件【立案数】",
                    "【立案数环比】",
                    "【立案数同比】",
                    needs=("立案数",),
                ),
                say(
                    "造成群众财产损失【损失金额】",
                    "【损失金额环比】",
                    "【损失金额同比】",
                    needs=("损失金额",),
                ),
                say("其中大额案件【大额案件数】", "【大额案件数环比】", needs=("大额案件数",)),
            ),
            (
                say(
                    "1至{number}月，{area}累计立案【累计立案数】", "【累计立案数同比】", needs=("累计立案数",)
                ),
                say("累计损失【累计损失金额】", "【累计损失金额同比】", needs=("累计损失金额",)),
            ),
            (
                say(
                    "破获案件【破案数】",
                    "抓获违法犯罪嫌疑人【抓获人数】",
                    "打掉团伙【打掉团伙数】",
                    "捣毁窝点【捣毁窝点数】",
                    start="打击方面，",
                ),
            ),
        ),
    ),
    Section(
        "分乡镇情况",
        (
            (
                Sentence(
                    ("{name}【{name}立案数】（占【{name}立案数占比】）",),
                    start="立案数从多到少依次为：",
                    join="、",
                    each="立案数",
                ),
                say("其余【其余乡镇立案数个数】乡镇街道合计【其余乡镇立案数】（占【其余乡镇立案数占比】）"),
                Sentence(
                    ("发案最多的是{name}，立案【{name}立案数】，占【{name}立案数占比】",), each="立案数最多"
                ),
            ),
            (
                Sentence(
                    ("{name}【{name}损失金额】（占【{name}损失金额占比】）",),
                    start="损失金额从多到少依次为：",
                    join="、",
                    each="损失金额",
                ),
                say(
                    "其余【其余乡镇损失金额个数】乡镇街道合计【其余乡镇损失金额】（占【其余乡镇损失金额占比】）"
                ),
            ),
        ),
    ),
    Section("零发案乡镇", ((say("本月零发案的乡镇街道共【无诈乡镇数】：【无诈乡镇名单】"),),)),
    Section(
        "资金止付冻结和预警劝阻",
        (
            (
                say(
                    "止付涉案账户【止付账户数】",
                    "止付金额【止付金额】",
                    "冻结涉案账户【冻结账户数】",
                    "冻结金额【冻结金额】",
                    "挽回损失【挽回损失金额】",
                ),
                say("下发预警指令【预警指令数】", "成功劝阻【成功劝阻数】"),
                say("银行网点劝阻【网点劝阻数】", "劝阻金额【网点劝阻金额】"),
                say("通信运营商关停涉诈号码【关停涉诈号码数】"),
                say("网信部门处置涉诈网址【处置涉诈网址数】", "处置涉诈账号【处置涉诈账号数】"),
            ),
        ),
    ),
    Section(
        "宣传防范",
        (
            (
                say("各成员单位开展集中宣传活动【宣传活动场次】", "覆盖【宣传覆盖人次】"),
                say("乡镇街道入户宣传【入户宣传户数】"),
                say("开展反诈课堂的学校【反诈课堂学校数】"),
                say("通信运营商发送公益短信【公益短信条数】"),
            ),
        ),
    ),
    Section(
        "排名情况",
        (
            (
                Sentence(
                    ("【{name}】（【{name}得分】）",),
                    start="{cohort}得分居前的依次是：",
                    join="、",
                    each="{cohort}第",
                    cohorts=True,
                ),
                Sentence(
                    ("【{name}】（【{name}得分】）",),
                    start="得分靠后的，自末位起依次是：",
                    join="、",
                    each="{cohort}末",
                    cohorts=True,
                ),
                Sentence(("名次上升最多的是【{cohort}上升最多】，上升【{cohort}上升位数】",), cohorts=True),
            ),
        ),
    ),
    Section(
        "存在问题",
        (
            (
                say(
                    "本期应报报表【应报份数】",
                    "逾期报送【逾期报送份数】",
                    "未报【未报份数】",
                    needs=("应报份数", "逾期报送份数"),
                ),
                say("截至本通报印发仍有报表未报的单位：【未报单位】"),
            ),
            (say("【立案数最多乡镇】发案集中，防范宣传的针对性还需加强"),),
        ),
    ),
    Section(
        "下步工作",
        (
            (
                say("联席会议办公室将会同各成员单位分析本月高发案件类型，向重点人群开展针对性预警和宣传"),
                say("对发案较多的乡镇街道，及时通报案情特点，协助做好入户提示"),
                say("请各成员单位核对本单位数据，有异议的及时反馈"),
            ),
        ),
    ),
)
