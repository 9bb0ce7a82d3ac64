"""Sheets as people send them, each with the figures that are read and the sentences that are said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.reporting.rules import ValueType
from coordination.reporting.sheet import Column, Layout, Row
from coordination.spreadsheets.reading import Asked
from tests.spreadsheets.building import (
    HEAD,
    PLAIN,
    book,
    cells,
    changed,
    csv,
    from_wps,
    merged_heads,
    painted_to_the_end,
    raw,
    split_heads,
    two_sheets,
    with_dates,
    with_formats,
    with_formulas,
    with_hidden_row,
    with_months,
    with_part,
)
from tests.spreadsheets.older import ods, xls

COLUMNS = (
    Column(1, "case.filed", "立案数", "起"),
    Column(2, "case.solved", "破案数", "起"),
    Column(3, "case.loss", "损失金额", "元", type=ValueType.DECIMAL),
)
TOWNS = (Row(1, "青溪镇"), Row(2, "白塔街道"), Row(3, "城关镇"), Row(4, "城关乡"))
NAMES = {
    "1": ("青溪镇",),
    "2": ("白塔街道", "白塔街道办事处"),
    "3": ("城关镇",),
    "4": ("城关乡",),
}
TABLE = Asked(
    Layout((*TOWNS, Row(None, "合计")), COLUMNS, totals={"case.filed": Decimal(0)}), NAMES, "2026-10"
)
OWN = Asked(Layout((Row(7),), COLUMNS), {"7": ("工行山阳支行", "中国工商银行山阳支行")}, "2026-10")
PLAIN_READ = {
    "1-case.filed": "5",
    "1-case.solved": "4",
    "1-case.loss": "1000",
    "2-case.filed": "6",
    "2-case.solved": "3",
    "2-case.loss": "2000.5",
}


@dataclass(frozen=True)
class Case:
    """`says` are sentences as shown, with the address; `read` is what must be among the figures,
    with None for a place that must not be read."""

    name: str
    build: Callable[[], bytes]
    says: Sequence[str] = ()
    read: Mapping[str, str | None] = field(default_factory=dict)
    asked: Asked = TABLE
    file: str = "表.xlsx"


FILED = {"1-case.filed": None}
CASES = (
    Case("plain", lambda: book(PLAIN), ["没有读到这些行：城关镇、城关乡。这些保持原样"], PLAIN_READ),
    Case("merged heads", merged_heads, (), PLAIN_READ),
    Case("heads broken over two rows", split_heads, (), PLAIN_READ),
    Case("text numbers", changed(1, 1, "5"), ["B2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case("full-width digits", changed(1, 3, "１，０００"), ["D2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case("apostrophe before a number", changed(1, 1, "'5"), ["B2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case("unit behind the number", changed(1, 1, "5起"), ["B2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case(
        "ten thousands as people write them",
        changed(1, 3, "0.1万"),
        ["D2是文本格式的数字，已按数字读"],
        PLAIN_READ,
    ),
    Case(
        "dates since 1900",
        lambda: with_dates(since_1904=False),
        ["C2：是日期（2026年10月5日），破案数要填数字，单位是起。请把单元格格式改为“数值”再填"],
        {"1-case.solved": None, "1-case.filed": "5"},
    ),
    Case(
        "dates since 1904",
        lambda: with_dates(since_1904=True),
        ["C2：是日期（2026年10月5日），破案数要填数字，单位是起。请把单元格格式改为“数值”再填"],
        {"1-case.solved": None},
    ),
    Case("formulas", lambda: with_formulas(5), ["B2是公式，用的是文件里存的得数"], PLAIN_READ),
    Case(
        "formula never computed",
        lambda: with_formulas(""),
        ["B2：公式还没有算出值，请在Excel或WPS里打开、保存后再传"],
        FILED,
    ),
    Case(
        "formula in error",
        lambda: with_formulas("#DIV/0!"),
        ["B2：公式出错（#DIV/0!），请改好公式或直接填数字"],
        FILED,
    ),
    Case("error as text", changed(1, 1, "#REF!"), ["B2：公式出错（#REF!），请改好公式或直接填数字"], FILED),
    Case("hidden row", with_hidden_row, ["A3：第3行是隐藏的，也读了（共1行），请核对"], PLAIN_READ),
    Case("saved by WPS", from_wps, (), PLAIN_READ),
    Case("names with a prefix", lambda: raw(cells(PLAIN, prefix="x"), prefix="x"), (), PLAIN_READ),
    Case("cells without addresses", lambda: raw(cells(PLAIN, named=False)), (), PLAIN_READ),
    Case(
        "percent where a count is asked",
        lambda: with_formats([HEAD, ["青溪镇", 0.5, 4, 1000]], {"B2": "0.00%"}),
        ["B2：是百分比（50%），立案数要填数字，单位是起"],
        FILED,
    ),
    Case(
        "ten thousand yuan in the head",
        lambda: book(
            [
                ["乡镇", "立案数", "破案数", "损失金额（万元）"],
                ["青溪镇", 5, 4, 0.1],
                ["白塔街道", 6, 3, 0.20005],
            ]
        ),
        ["D1：“损失金额”按万元读，已换算成元（乘以10,000）"],
        PLAIN_READ,
    ),
    Case(
        "ten thousand yuan in a line above",
        lambda: book([["案件统计表"], ["", "", "", "单位：起、万元"], HEAD, ["青溪镇", 5, 4, 0.1]]),
        ["D3：“损失金额”按万元读，已换算成元（乘以10,000）"],
        {"1-case.loss": "1000", "1-case.filed": "5"},
    ),
    Case(
        "units in a row of their own",
        lambda: book([HEAD, ["", "起", "起", "万元"], ["青溪镇", 5, 4, 0.1]]),
        ["D1：“损失金额”按万元读，已换算成元（乘以10,000）"],
        {"1-case.loss": "1000"},
    ),
    Case(
        "another unit of measure",
        lambda: book([["乡镇", "立案数（人）", "破案数", "损失金额"], *PLAIN[1:]]),
        ["B1：“立案数”的单位写的是人，报表要的是起，没有换算，请核对"],
        PLAIN_READ,
    ),
    Case(
        "a subject twice",
        lambda: book([*PLAIN, ["青溪镇", 9, 9, 9]]),
        ["A2：“青溪镇”出现了2次（A2、A4），都没有读", "A4：“青溪镇”出现了2次（A2、A4），都没有读"],
        {"1-case.filed": None, "2-case.filed": "6"},
    ),
    Case("a subject nobody knows", changed(1, 0, "月亮镇"), ["A2：“月亮镇”不在名单"], FILED),
    Case("a slip of the pen", changed(1, 0, "青西镇"), ["A2：“青西镇”不在名单，是不是“青溪镇”"], FILED),
    Case("the suffix left out", changed(1, 0, "青溪"), ["A2：“青溪”按“青溪镇”读"], PLAIN_READ),
    Case(
        "another suffix",
        changed(2, 0, "白塔街道办"),
        ["A3：“白塔街道办”不在名单，是不是“白塔街道”"],
        {"2-case.filed": None},
    ),
    Case("the full name", changed(2, 0, "白塔街道办事处"), (), PLAIN_READ),
    Case("two it could be", changed(1, 0, "城关"), ["A2：“城关”可能是城关镇、城关乡，请写全名"], FILED),
    Case("blanks in names", changed(1, 0, " 青　溪 镇\u200b"), (), PLAIN_READ),
    Case("numbered names", changed(1, 0, "1、青溪镇"), (), PLAIN_READ),
    Case(
        "blanks and brackets in heads",
        lambda: book([["乡镇", "立 案 数【起】", "破案数（起）", "损失 金额"], *PLAIN[1:]]),
        (),
        PLAIN_READ,
    ),
    Case(
        "codes as heads",
        lambda: book([["乡镇", "case.filed", "case.solved", "case.loss"], *PLAIN[1:]]),
        (),
        PLAIN_READ,
    ),
    Case("a dash for nothing", changed(1, 1, "—"), ["B2：“—”不是数字，立案数没有就填0"], FILED),
    Case("a word", changed(1, 3, "很多"), ["D2：“很多”：损失金额要填数字，单位是元"], {"1-case.loss": None}),
    Case("an exponent", changed(1, 1, "5E+3"), ["B2：“5E+3”：立案数要填数字，单位是起"], FILED),
    Case("a truth value", changed(1, 1, True), ["B2：立案数要填数字，单位是起"], FILED),
    Case("a negative number", changed(1, 1, -5), (), {"1-case.filed": "-5"}),
    Case("what binary leaves of a sum", changed(1, 3, 0.1 + 0.2), (), {"1-case.loss": "0.3"}),
    Case(
        "the total by another name",
        lambda: book([*PLAIN, ["总　计", 11, 7, 3000.5]]),
        (),
        {**PLAIN_READ, "total-case.filed": "11"},
    ),
    Case(
        "notes below",
        lambda: book([*PLAIN, ["注：立案数按立案时间", 1], ["填报人：张三", "", "审核人：李四"]]),
        (),
        PLAIN_READ,
    ),
    Case("columns counted", lambda: book([HEAD, ["甲", 1, 2, 3], *PLAIN[1:]]), (), PLAIN_READ),
    Case("figures without a name", changed(1, 0, ""), ["A2：这一行有数据，没有写名称，没有读"], FILED),
    Case("the sheet is the second one", two_sheets, ["读的是工作表“10月”，其余1张没有读"], PLAIN_READ),
    Case(
        "last month in the title",
        lambda: book([["2026年9月案件统计表"], *PLAIN]),
        ["A1：写的是2026年9月，要报的是2026年10月，请核对是不是拿错了表"],
        PLAIN_READ,
    ),
    Case("this month in the title", lambda: book([["山阳区2026年10月案件统计表"], *PLAIN]), (), PLAIN_READ),
    Case("last month beside", with_months, (), PLAIN_READ),
    Case(
        "one figure twice",
        lambda: book([["乡镇", "立案数", "立案数", "损失金额"], ["青溪镇", 5, 4, 1000]]),
        [
            "C1：B、C列都是“立案数”，分不清哪一列是本期，没有读。请保留表头里的“本月”“上月”等字，或删去多余的列"
        ],
        {"1-case.filed": None, "1-case.loss": "1000"},
    ),
    Case(
        "three months without their heads",
        lambda: book([["乡镇", *["立案数", "破案数", "损失金额"] * 3], ["青溪镇", *[5, 4, 1000] * 3]]),
        [
            "H1：每个指标都有几列（B、E、H列都是“立案数”），分不清哪一列是本期，没有读。"
            "请保留表头里的“本月”“上月”等字，或删去多余的列"
        ],
        {},
    ),
    Case(
        "a figure is lacking",
        lambda: book([["乡镇", "立案数"], ["青溪镇", 5]]),
        ["表里没有：破案数、损失金额。这些保持原样"],
        {"1-case.filed": "5"},
    ),
    Case("painted to the last row", painted_to_the_end, (), PLAIN_READ),
    Case(
        "nothing of the form",
        lambda: book([["姓名", "电话"], ["张三", 1]]),
        ["表里找不到这张报表的指标（立案数、破案数、损失金额等）。请检查表头的名称，或下载本系统的表来填"],
        {},
    ),
    Case(
        "links to other files",
        lambda: with_part(book(PLAIN), "xl/externalLinks/externalLink1.xml", lambda _x: b"<externalLink/>"),
        ["公式引用了别的文件，没有去读，用的是文件里存的得数"],
        PLAIN_READ,
    ),
    Case("CSV in UTF-8 with a mark", lambda: csv("utf-8-sig"), (), PLAIN_READ, file="表.csv"),
    Case("CSV in GB18030", lambda: csv("gb18030"), (), PLAIN_READ, file="表.csv"),
    Case("text with tabs in UTF-16", lambda: csv("utf-16", "\t"), (), PLAIN_READ, file="表.txt"),
    Case("CSV with semicolons, named xls", lambda: csv("gb18030", ";"), (), PLAIN_READ, file="表.xls"),
    Case("xls", lambda: xls(PLAIN), (), PLAIN_READ, file="表.xls"),
    Case("et of WPS", lambda: xls(PLAIN), (), PLAIN_READ, file="表.et"),
    Case(
        "xls with a formula, an error and a hidden row",
        lambda: xls([HEAD, ["青溪镇", ("=", 5), ("!", 7), 1000], PLAIN[2]], hidden=[2]),
        [
            "B2是公式，用的是文件里存的得数",
            "C2：公式出错（#DIV/0!），请改好公式或直接填数字",
            "A3：第3行是隐藏的，也读了（共1行），请核对",
        ],
        {"1-case.filed": "5", "1-case.solved": None, "2-case.filed": "6"},
        file="表.xls",
    ),
    Case("ods", lambda: ods(PLAIN), (), PLAIN_READ, file="表.ods"),
    Case(
        "ods with a hidden row",
        lambda: ods(PLAIN, hidden=[2]),
        ["A3：第3行是隐藏的，也读了（共1行），请核对"],
        PLAIN_READ,
        file="表.ods",
    ),
    Case(
        "one below the other",
        lambda: book(
            [
                ["指标", "单位", "上月", "本月"],
                ["立案数", "起", 9, 5],
                ["破案数", "起", 9, 4],
                ["损失金额", "万元", 9, 0.1],
            ]
        ),
        ["A4：“损失金额”按万元读，已换算成元（乘以10,000）"],
        {"7-case.filed": "5", "7-case.solved": "4", "7-case.loss": "1000"},
        OWN,
    ),
    Case(
        "side by side, the own row among others",
        lambda: book(
            [
                ["单位", "立案数", "破案数", "损失金额"],
                ["农行山阳支行", 9, 9, 9],
                ["工行 山阳支行", 5, 4, 1000],
            ]
        ),
        (),
        {"7-case.filed": "5", "7-case.loss": "1000"},
        OWN,
    ),
    Case(
        "which row is one's own",
        lambda: book([["单位", "立案数"], ["甲", 9], ["乙", 5]]),
        ["A2：第2、3行都有数据，不知道哪一行是本单位"],
        {"7-case.filed": None},
        OWN,
    ),
    Case("a head and nothing below", lambda: book([HEAD]), ["A1：表头下面没有数据"], {}, OWN),
)
