"""Which names the templates of an office can use. The slice above publishes what it knows.

@publish
def vocabulary(office_id, kind): -> Vocabulary
"""

from collections.abc import Callable

from coordination.document_templates.rules.vocabulary import Vocabulary

Publisher = Callable[[int, str], Vocabulary]
_publishers: list[Publisher] = []


def publish(publisher: Publisher) -> Publisher:
    """Register the one function that knows the names; a second one is an error."""
    if _publishers:
        raise ValueError("second publisher of the names of templates")
    _publishers.append(publisher)
    return publisher


def vocabulary(office_id: int, kind: str) -> Vocabulary:
    """The names for a kind of document of an office."""
    return _publishers[0](office_id, kind)
