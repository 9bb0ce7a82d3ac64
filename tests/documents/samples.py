"""Circulars to print: one that exercises everything, and the words that random ones are made of."""

import datetime

from coordination.documents.document import (
    Annex,
    Figure,
    Heading,
    OfficialDocument,
    Paragraph,
    Span,
    Table,
)
from coordination.documents.numbers import cell_of

NAMES = """
西园街道 西湖街道 建兰路街道 敦煌路街道 西站街道 晏家坪街道 龚家湾街道 土门墩街道 秀川街道
阿干镇 八里镇 彭家坪镇 西果园镇 魏岭乡 黄峪镇
"""
TOWNSHIPS = NAMES.split()
MARKS = (
    "通城县反诈办文件",
    "七里河区打击治理电信网络新型违法犯罪工作联席会议办公室文件",
    "清河市反诈工作联席会议办公室文件",
)
TITLES = (
    "关于3月情况的通报",
    "关于2026年10月全区打击治理电信网络诈骗工作情况的通报",
    "关于2026年第三季度全区各乡镇街道和成员单位打击治理电信网络新型违法犯罪工作情况及考核排名情况的通报",
)
SENTENCES = (
    "10月份，全区共立电信网络诈骗案件264起，同比下降28.19%，环比上升3.4%；损失金额1862.30万元。",
    "其中西园街道发案20起，占全区发案总数的64.52%，为发案最多的街道。",
    "认真落实《中华人民共和国反电信网络诈骗法》，坚持“四专两合力”，全力推进打防管控宣各项措施。",
    "㙍村、䂬石、𬭎山等社区发案较少，APP实名预警12.5万条，劝阻8,642人次。",
    "各单位要压实责任，限期整改——逾期未报的，予以通报……",
)
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="140" viewBox="0 0 560 140">'
    '<rect x="100" y="10" width="300" height="20" fill="#1556a0"/>'
    '<text x="90" y="25" text-anchor="end" font-family="sans-serif" font-size="13">西园街道</text></svg>'
)


def ranking(count: int) -> Table:
    rows = tuple(
        tuple(map(cell_of, row))
        for row in (
            (str(i + 1), TOWNSHIPS[i % 15], str(i * 7 % 30), f"{i * 83.17 % 260:.2f}", f"{95 - i * 0.31:.2f}")
            for i in range(count)
        )
    )
    return Table(
        ("排名", "乡镇（街道）", "发案数（起）", "损失金额（万元）", "综合得分"),
        rows,
        note="同分者名次相同。",
    )


def circular(**changes: object) -> OfficialDocument:
    """A circular of one seal, two annexes and about five pages."""
    text = Paragraph(("".join(SENTENCES * 3),))
    values: dict[str, object] = {
        "mark": MARKS[1],
        "number": "七反诈联办〔2026〕12号",
        "title": TITLES[1],
        "addressees": "各街道办事处、乡镇人民政府，区级各成员单位",
        "blocks": (
            Paragraph((SENTENCES[2], SENTENCES[1])),
            Heading(1, "一、总体情况"),
            Paragraph(("国" * 28 * 45,)),
            Heading(2, "（一）发案情况"),
            text,
            Paragraph((Span("（二）乡镇情况。", "kai"), SENTENCES[0])),
            Figure(CHART, "图1 各街道综合得分", "得分最高的是西园街道。"),
            text,
        ),
        "annexes": (
            Annex("2026年10月各乡镇（街道）工作情况排名表", (ranking(40),), landscape=True),
            Annex("指标口径说明", (text, ranking(9))),
        ),
        "signature": "七里河区反诈联席会议办公室",
        "date": datetime.date(2026, 11, 5),
        "copies_to": "市反诈联席会议办公室，区委办公室、区政府办公室",
        "printed_by": "七里河区反诈联席会议办公室",
        "printed_on": datetime.date(2026, 11, 6),
        "copy_number": "000001",
        "urgency": "特急",
        "names": ("七里河区",),
    }
    return OfficialDocument(**{**values, **changes})
