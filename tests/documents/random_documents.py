"""Documents of random content from a seed: every kind, 1 to 60 pages, with and without what is optional."""

import random

from coordination.documents.document import (
    Annex,
    Attendance,
    Block,
    Figure,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Span,
    mark_for,
)
from tests.documents.samples import CHART, MARKS, SENTENCES, circular, ranking

RARE = "㙍村、䂬石、𬭎山、㵐水、䴔鹚滩社区、龘㐂镇、𠮷野村"
AREAS = ("全区", "七里河区", "积石山保安族东乡族撒拉族自治县", "全市")
MONTHS = ("2026年10月", "2026年第三季度", "2025年度", "3月")
TOPICS = (
    "打击治理电信网络诈骗工作情况",
    "电信网络新型违法犯罪案件发案情况及各乡镇街道考核排名情况",
    "无诈社区创建工作检查情况和问题整改落实情况",
    "情况",
    "进一步加强预警劝阻和止付冻结工作推进落实情况",
)
ENDINGS = ("通报", "通知", "函", "情况通报")
OFFICES = (
    "通城县反诈办",
    "七里河区反诈联席会议办公室",
    "七里河区打击治理电信网络新型违法犯罪工作联席会议办公室",
)
COPIES = (
    "",
    "市反诈联席会议办公室",
    "市反诈联席会议办公室，区委办公室、区人大办公室、区政府办公室，区法院、区检察院" * 2,
)
URL = "https://fz.example.gov.cn/verify/c/k3v9x2m7q4w8n5t6"
LONG, MEDIUM = 197, 180  # from these seeds on


def random_document(seed: int) -> OfficialDocument:
    """Seeds below 180 are short, up to 197 of middle length; the rest are long, the last of 60 pages."""
    dice = random.Random(seed)  # noqa: S311  the same every time
    kind = dice.choice((Kind.CIRCULAR, Kind.CIRCULAR, Kind.MINUTES, Kind.LETTER, Kind.REMINDER))
    signed = dice.choice(OFFICES)
    return circular(
        kind=kind,
        mark=mark_for(kind, dice.choice(MARKS)),
        title=title(dice),
        addressees="" if kind is Kind.MINUTES else "各街道办事处、乡镇人民政府，区级各成员单位",
        blocks=tuple(blocks(dice, seed)),
        annexes=tuple(annexes(dice, seed)),
        seal=dice.random() < 0.5,
        signature=signed,
        printed_by=OFFICES[1],
        copies_to=dice.choice(COPIES),
        copy_number=dice.choice((None, "000012")),
        secrecy=dice.choice((None, "机密★1年")),
        urgency=dice.choice((None, "特急")),
        attendance=Attendance(*dice.choices(("", RARE, "张三、李四" * 9), k=3))
        if kind is Kind.MINUTES
        else Attendance(),
        notice=dice.choice((None, None, None, "已撤回　2026年11月8日")),
        verify_url=dice.choice((None, URL)),
        short_hash=dice.choice((None, "3f2a-91bc-07de-5a11")),
    )


def title(dice: random.Random) -> str:
    """From a few words to three lines."""
    ending = dice.choice(ENDINGS)
    return f"关于{dice.choice(MONTHS)}{dice.choice(AREAS)}{dice.choice(TOPICS)}的{ending}"


def blocks(dice: random.Random, seed: int) -> list[Block]:
    found: list[Block] = []
    for chapter in range(_chapters(dice, seed)):
        found.append(Heading(1, f"{'一二三四五六七八九十'[chapter % 10]}、工作情况"))
        if dice.random() < 0.5:
            found.append(Heading(2, "（一）发案情况"))
        for _ in range(dice.randint(1, 2 if seed < MEDIUM else 5)):
            words = dice.choices((*SENTENCES, RARE), k=dice.randint(1, 5 if seed < MEDIUM else 8))
            found.append(Paragraph((Span("一是。", "kai"), *words)))
        if dice.random() < 0.05:
            found.append(Figure(CHART, "图 得分", SENTENCES[1]))
    return found


def _chapters(dice: random.Random, seed: int) -> int:
    if seed == 199:
        return 60
    if seed >= LONG:
        return 8
    return dice.randint(2, 4) if seed >= MEDIUM else 1


def annexes(dice: random.Random, seed: int) -> list[Annex]:
    count = dice.choice((0, 0, 0, 0, 0, 0, 1, 2)) if seed < MEDIUM else dice.choice((0, 1, 3))
    if seed == LONG - 1:
        count = 9
    if seed == LONG:
        return [Annex("全区各村（社区）得分明细表", (ranking(200),), landscape=True)]
    return [
        Annex(
            f"第{place + 1}项{dice.choice(TOPICS)}得分明细表",
            (ranking(dice.randint(1, 16)),),
            landscape=dice.random() < 0.5,
        )
        for place in range(count)
    ]
