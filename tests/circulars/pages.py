"""A browser's side of the circular pages: reading one, filling the edit form, pressing a button."""

from coordination.circulars.models import Circular
from coordination.kernel import db
from coordination.kernel.operations import fresh_key


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def typed(circular, **changes):
    """The edit form as a browser would send it."""
    form = {
        "operation_key": fresh_key(),
        "version": str(circular.version),
        "title": circular.title,
        "addressees": circular.addressees,
        "copies_to": circular.copies_to,
        "do": "save",
    }
    for number, block in enumerate(circular.body):
        kind = f"heading-{block['level']}" if block["kind"] == "heading" else "paragraph"
        form |= {f"body-{number}-kind": kind, f"body-{number}-text": block["text"]}
    return form | changes


def stored(circular):
    """As it stands now; a request has given its session away."""
    return db.session.get_one(Circular, circular.id, populate_existing=True)


def act(circular, **more):
    return {"operation_key": fresh_key(), "version": str(circular.version)} | more
