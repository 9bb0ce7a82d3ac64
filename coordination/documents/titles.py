"""Where a title may break, and which breaks look like a trapezoid or a diamond (GB/T 9704 7.3.1)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from math import ceil

VOCABULARY = """
打击治理 电信网络诈骗 电信网络新型违法犯罪 违法犯罪 电信网络 新型 诈骗 犯罪
案件 发案 工作 情况 联席会议 办公室 成员单位 关于 开展 进一步 加强 做好
推进 落实 印发 调整 撤销 更正 公布 通报 通知 报告 函 请示 批复 意见 决定
纪要 方案 办法 制度 全国 全省 全市 全区 全县 各镇 各街道 乡镇 街道 社区
村 无诈 创建 命名 专项 行动 宣传 防范 预警 劝阻 止付 冻结 追赃挽损 追责
问责 责任 落实情况 考核 考评 排名 评比 督导 检查 问题 整改 情况通报 月份
月度 季度 年度 第一季度 第二季度 第三季度 第四季度 上半年 下半年 阶段性 任务
目标 重点 明细表 排名表 考核办法 考核项 计分办法 得分 统计表 一览表 口径 说明 指标 分项 综合 及 和
与 的 等 暨 或 对 在 年 月
"""
WORDS = frozenset(VOCABULARY.split())
UNBREAKABLE = re.compile(
    r"〔[^〕]*〕(?:\d+号)?|《[^》]{1,14}》|[A-Za-z]+"
    r"|\d[\d.]*(?:年(?:\d+月份?(?:\d+日)?)?|月份?|日|号|%|起|个)?"
)
NOT_FIRST = frozenset("〔的和与及、，。：；）》〕”等了地得")
NOT_LAST = frozenset("（《〔“第关")


def em(text: str) -> float:
    """Width in characters: half for what is half-width, one for ideographs."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def pieces(title: str, names: Iterable[str] = ()) -> list[str]:
    """Cut a title where a line may end; what is in no list of words stays in one piece."""
    words = sorted({*WORDS, *names}, key=len, reverse=True)
    found, unknown = list[str](), ""
    while title:
        match = UNBREAKABLE.match(title)
        word = match.group() if match else next((word for word in words if title.startswith(word)), "")
        if word and unknown:
            found.append(unknown)
            unknown = ""
        if word:
            found.append(word)
        else:
            unknown += title[0]
        title = title[len(word) or 1 :]
    return _glued([*found, unknown] if unknown else found)


def _glued(parts: list[str]) -> list[str]:
    """Particles and closing marks stay with what goes before, opening marks with what follows."""
    glued: list[str] = []
    for part in parts:
        if glued and (part[0] in NOT_FIRST or glued[-1][-1] in NOT_LAST):
            glued[-1] += part
        else:
            glued.append(part)
    return glued


def _cuts(parts: list[str], lines: int) -> Iterator[list[str]]:
    for cut in combinations(range(1, len(parts)), lines - 1):
        ends = (0, *cut, len(parts))
        yield ["".join(parts[start:end]) for start, end in pairwise(ends)]


def _ugliness(lines: list[str], width: float) -> float:
    """Zero for an even trapezoid; too long, hourglass, equal or ragged lines cost."""
    sizes = [em(line) for line in lines]
    steps = [after - before for before, after in pairwise(sizes)]
    cost = sum(1000.0 + 100 * (size - width) for size in sizes if size > width)
    cost += sum((abs(step) - 3) ** 2 for step in steps)
    cost += sum(300.0 for left, right in pairwise(steps) if left < 0 < right)
    cost += sum(40.0 for step in steps if abs(step) < 1)
    return cost + (60.0 if sizes[-1] < max(sizes) / 4 else 0.0) + (60.0 if sizes[0] < max(sizes) / 4 else 0.0)


@lru_cache(maxsize=256)
def break_title(title: str, width: float, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Lines of a title, at most `width` characters each, as trapezoid or diamond, words kept whole.

    Source: GB/T 9704-2012, 7.3.1. A title with a piece wider than a line is broken inside it.
    """
    if em(title) <= width:
        return (title,)
    parts = pieces(title, names)
    fewest = ceil(em(title) / width)
    for count in range(fewest, min(fewest + 2, len(parts)) + 1):
        best = min(_cuts(parts, count), key=lambda lines: _ugliness(lines, width), default=None)
        if best and max(map(em, best)) <= width:
            return tuple(best)
    return _anywhere(title, width, fewest, names)


def _anywhere(title: str, width: float, lines: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """Last resort: lines of about equal length; names, numbers and brackets still whole."""
    whole = [re.escape(name) for name in sorted(names, key=len, reverse=True) if em(name) <= width]
    parts = _glued(re.findall("|".join([*whole, UNBREAKABLE.pattern, "."]), title))
    target, found = min(em(title) / lines + 1, width), [""]
    for part in parts:
        if found[-1] and em(found[-1] + part) > target:
            found.append("")
        found[-1] += part
    return tuple(found)
