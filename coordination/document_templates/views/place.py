"""Where the pages of the slice hang, and what they share."""

from typing import Any

from flask import Blueprint, url_for

from coordination.document_templates.certificate import KIND
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.rules import read, written
from coordination.document_templates.rules.filling import parted
from coordination.document_templates.rules.notation import ROLE_WORDS, SHOW_WORDS
from coordination.document_templates.rules.ordinals import ordinals
from coordination.document_templates.rules.shape import Heading
from coordination.document_templates.states import STATE_LABELS, TemplateAction, VersionState
from coordination.kernel.forms import Form
from coordination.kernel.operations import fresh_key

blueprint = Blueprint("document_templates", __name__)
LOOKS = {VersionState.DRAFT: "change", VersionState.IN_USE: "done", VersionState.RETIRED: "plain"}


def address(version: TemplateVersion) -> str:
    return url_for("document_templates.show", id=version.id)


def preview(version: TemplateVersion) -> str:
    """Where a version is tried: on the figures of a month, or as a sheet that names nobody."""
    page = "document_templates.certificate" if version.template.kind == KIND else "circulars.try_template"
    return url_for(page, id=version.id)


def text_of(version: TemplateVersion) -> str:
    """The text that a clerk edits."""
    return written(read(version.body))


def outline(version: TemplateVersion) -> list[tuple[str, Any]]:
    """The blocks of a version, each heading with its ordinal."""
    blocks = read(version.body)
    levels = [block.level if isinstance(block, Heading) else None for block in blocks]
    return list(zip(ordinals(levels), blocks, strict=True))


def blank(kind: type[Form], of: object = None) -> Any:
    """A form beside the one that was sent, with a key and the stored version."""
    form = kind(obj=of, formdata=None)
    form.operation_key.data = fresh_key()
    return form


def shared() -> dict[str, Any]:
    """What every page of the slice needs."""
    return {
        "states": STATE_LABELS,
        "looks": LOOKS,
        "parts": parted,
        "preview": preview,
        "sheet": KIND,
        "roles": ROLE_WORDS,
        "shows": SHOW_WORDS,
        "TemplateAction": TemplateAction,
        "VersionState": VersionState,
    }
