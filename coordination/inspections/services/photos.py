"""Photos of what was found: drawn anew without their place, put to a point, taken away until it is done."""

from collections.abc import Sequence

from coordination.audit.services import record
from coordination.inspections.models import Inspection, InspectionPhoto
from coordination.inspections.queries.inspections import loaded
from coordination.inspections.rules import PHOTOS_AT_MOST
from coordination.inspections.sentences import PHOTO_REMOVED, PHOTOS_ADDED
from coordination.inspections.services.begin import hold
from coordination.inspections.states import InspectionAction
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.files import StoredFile, store_file
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted


@service(InspectionAction.FILL)
def add(
    inspection: Inspection, *, actor: Actor, operation: str, files: Sequence[Accepted], point_id: int
) -> Inspection:
    """Put photos to a point, all or none; one that is there is not put twice.

    Raises Invalid at `photo-<point>` for a point of another sheet and for too many, Conflict when it is done.
    """
    hold(inspection, InspectionAction.FILL)
    one, field = loaded(inspection.id), f"photo-{point_id}"
    if point_id not in {point.id for point in one.points}:
        raise Invalid(_("这一项不在这张复查表里，请刷新后重做。"), field=field)
    present = {photo.file.sha256 for photo in one.photos}
    new = {file.sha256: file for file in files if file.sha256 not in present}
    if sum(photo.point_id == point_id for photo in one.photos) + len(new) > PHOTOS_AT_MOST:
        raise Invalid(_("一项最多{limit}张照片，请先删去几张。", limit=PHOTOS_AT_MOST), field=field)
    for file in new.values():
        one.photos.append(_photo(one, file, point_id, actor))
    record(actor, PHOTOS_ADDED, one, files=len(new))
    return loaded(one.id)


def _photo(one: Inspection, file: Accepted, point_id: int, actor: Actor) -> InspectionPhoto:
    assert actor.id is not None  # noqa: S101  the policy admits accounts only
    return InspectionPhoto(
        point_id=point_id,
        office_id=one.office_id,
        file=_stored(one, file, actor),
        name=file.name,
        added_at=clock.now(),
        added_by_id=actor.id,
    )


def _stored(one: Inspection, file: Accepted, actor: Actor) -> StoredFile:
    try:
        return store_file(
            file.path,
            digest=file.sha256,
            size=file.size,
            name=file.name,
            content_type=file.content_type,
            office_id=one.office_id,
            unit_id=actor.unit_id or one.unit_id,
        )
    except OSError as error:
        raise uploads.no_room(error) from error


@service(InspectionAction.FILL)
def remove(inspection: Inspection, *, actor: Actor, operation: str, photo_id: int) -> Inspection:
    """Take a photo away; one that is gone already is no fault."""
    hold(inspection, InspectionAction.FILL)
    one = session.get(InspectionPhoto, photo_id)
    if one is not None and one.inspection_id == inspection.id:
        session.delete(one)
    record(actor, PHOTO_REMOVED, inspection)
    return loaded(inspection.id)
