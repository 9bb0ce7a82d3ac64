"""Statements sent as they were compiled answer as SQLAlchemy does."""

from decimal import Decimal
from enum import StrEnum

import pytest
from sqlalchemy import (
    JSON,
    Enum,
    Integer,
    Numeric,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    text,
    values,
)
from sqlalchemy.exc import DataError, ProgrammingError

from coordination.kernel import db


class Lamp(StrEnum):
    RED = "red"
    GREEN = "green"


LAMP = Enum(Lamp, native_enum=False, values_callable=lambda kind: [one.value for one in kind])
LINES = values(column("at", Integer), column("lamp", LAMP), name="line").data(
    [(1, Lamp.RED), (2, Lamp.GREEN), (3, Lamp.RED)]
)
NUMBER = bindparam("first", type_=Integer, literal_execute=True)
RED = (
    select(LINES.c.at, LINES.c.lamp).where(LINES.c.lamp == bindparam("lamp", type_=LAMP)).order_by(LINES.c.at)
)
KINDS = select(
    cast(literal("12.50"), Numeric).label("exact"),
    cast(bindparam("kept"), JSON).label("kept"),
    func.count().label("count"),
)
ONE_OF = select(LINES.c.at).where(LINES.c.at.in_(bindparam("among", expanding=True))).order_by(LINES.c.at)
READ = select(cast(bindparam("typed", type_=Text), Integer).label("number"))


def test_values_are_written_and_read_as_their_columns_say(session):
    rows = db.rows(RED, lamp=Lamp.RED, other="is left alone")
    assert [(row.at, row.lamp) for row in rows] == [(1, Lamp.RED), (3, Lamp.RED)]
    assert all(isinstance(row.lamp, Lamp) for row in rows)


def test_exact_numbers_stay_exact(session):
    [row] = db.rows(KINDS, kept='{"a": [1]}')
    assert (str(row.exact), row.kept, row.count) == ("12.50", {"a": [1]}, 1)
    assert isinstance(row.exact, Decimal)


def test_a_number_of_rows_stands_in_the_words(session, counting):
    with counting() as seen:
        first, second = (db.rows(RED.limit(1).offset(NUMBER), lamp=Lamp.RED, first=at) for at in (0, 1))
    assert (first[0].at, second[0].at) == (1, 3)
    assert [words.rsplit("OFFSET ", 1)[1] for words in seen.statements] == ["0", "1"]


def test_what_differs_with_its_values_goes_the_long_way(session):
    assert [row.at for row in db.rows(ONE_OF, among=[1, 3])] == [1, 3]
    assert [row.at for row in db.rows(ONE_OF, among=[2])] == [2]


def test_text_is_sent_as_it_stands(session):
    assert db.rows(text("SELECT :word AS word"), word="示例")[0].word == "示例"


def test_errors_are_those_of_sqlalchemy(session):
    with pytest.raises(DataError, match="invalid input syntax"):
        db.rows(READ, typed="twelve")
    session.rollback()
    with pytest.raises(ProgrammingError):
        db.rows(READ)  # without its value


def test_another_statement_in_the_same_words_has_its_own_columns(session):
    assert db.rows(select(literal("red").label("lamp")))[0].lamp == "red"
    assert db.rows(select(cast(literal("red"), LAMP).label("lamp")))[0].lamp is Lamp.RED
