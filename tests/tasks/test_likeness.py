"""Whether two titles ask the same thing."""

import pytest

from coordination.tasks.likeness import alike


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("开展银行卡风险排查", "开展银行卡风险排查"),
        ("开展银行卡风险排查", "开展“银行卡”风险排查（第二批）"),
        ("开展2026年10月反诈宣传进社区活动", "开展2026年11月反诈宣传进社区活动"),
        ("ＡＴＭ风险提示", "atm 风险提示"),
    ],
)
def test_alike(one, two):
    assert alike(one, two)
    assert alike(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("开展银行卡风险排查", "报送宣传活动照片"),
        ("开展银行卡风险排查", "开展反诈宣传进校园活动"),
        ("", ""),
        ("！？", "……"),
        ("字" * 300, "词" * 300),
    ],
)
def test_not_alike(one, two):
    assert not alike(one, two)
