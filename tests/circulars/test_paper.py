"""The page shows a document as its paper does: heads of each kind, sides of columns, names kept whole."""

import re

import pytest

from coordination.circulars import annexes
from coordination.circulars.printing import document_of, names_in, sides
from coordination.circulars.states import Kind
from coordination.documents.tables import lay_out
from tests.circulars.pages import page
from tests.circulars.test_drafting import drafted
from tests.factories import circulars as factory


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def test_minutes_have_their_own_mark_and_neither_addressees_nor_signature(cast, place, client_for):
    circular = drafted(cast, Kind.MINUTES, present="张某、李某")
    shown = page(client_for(cast.clerk), f"/circulars/{circular.id}")
    assert 'class="co-addressees"' not in shown
    assert 'class="co-signature"' not in shown
    assert "会议纪要</span></p>" in shown
    assert shown.index("张某、李某") > shown.rindex("co-level-1")


def test_a_letter_has_double_rules_and_its_number_at_the_right(cast, clock, client_for):
    circular = drafted(cast, Kind.LETTER, addressees="示例县联席办", title="关于商请协助核查的函")
    shown = page(client_for(cast.clerk), f"/circulars/{circular.id}")
    mark = re.search(r'class="co-org-mark">(.*?)</p>', shown, re.DOTALL)
    assert mark
    assert "文件" not in mark.group(1)
    assert "co-red-double" in shown
    assert 'class="co-document-number co-at-right"' in shown


def test_columns_stand_alike_in_every_cohort_and_on_every_medium(cast, place):
    table = annexes.table(["档次", "单位"], [["第一档", "南岭镇"]], aligns=annexes.TIER_SIDES)
    assert sides(table) == ("center", "left")
    circular = factory.draft(cast, place.ranking)
    for part, annex in zip(circular.annex["parts"], document_of(circular).annexes, strict=True):
        printed = [block for block in annex.blocks if hasattr(block, "header")]
        assert [sides(table) for table in part["tables"]] == [_sides(block) for block in printed]


def _sides(table):
    return lay_out(table, 156).aligns


def test_titles_keep_the_names_of_the_units_whole(cast, place):
    circular = factory.draft(cast, place.ranking)
    assert cast.bank.unit.name in names_in(circular)
    assert document_of(circular).names == names_in(circular)


def test_the_imprint_names_the_area_where_the_full_name_leaves_no_room(cast, place):
    circular = factory.draft(cast, place.ranking)
    circular.office.name, circular.office.short_name = "很长的名称" * 5, "县联席办"
    circular.office.division.name, circular.office.area_name = "通城县", "全县"
    assert document_of(circular).printed_by == "通城县联席办"
    circular.office.short_name = "通城县联席办"
    assert document_of(circular).printed_by == "通城县联席办"
