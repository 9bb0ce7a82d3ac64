"""The shape of templates, the text they are written in, what is wrong with one, what two differ in."""

from coordination.document_templates.rules.comparing import Change, compared
from coordination.document_templates.rules.filling import Made, filled, make
from coordination.document_templates.rules.fitness import Problem, body_of, problems
from coordination.document_templates.rules.notation import parse, written
from coordination.document_templates.rules.shape import (
    Attendance,
    Block,
    Case,
    Chart,
    Heading,
    Paragraph,
    Sentence,
    Table,
    read,
    stored,
)

__all__ = [
    "Attendance",
    "Block",
    "Case",
    "Change",
    "Chart",
    "Heading",
    "Made",
    "Paragraph",
    "Problem",
    "Sentence",
    "Table",
    "body_of",
    "compared",
    "filled",
    "make",
    "parse",
    "problems",
    "read",
    "stored",
    "written",
]
