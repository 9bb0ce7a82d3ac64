"""Which names the templates of an office can use. Who draws the documents of a kind publishes them.

@publish("monthly", "letter")
def vocabulary(office_id: int, kind: str) -> Vocabulary
"""

from collections.abc import Callable

from coordination.document_templates.rules.vocabulary import Vocabulary

Publisher = Callable[[int, str], Vocabulary]
_publishers: dict[str, Publisher] = {}


def publish(*kinds: str) -> Callable[[Publisher], Publisher]:
    """Register the function that knows the names of these kinds; a second one for a kind is an error."""

    def register(publisher: Publisher) -> Publisher:
        for kind in kinds:
            if kind in _publishers:
                raise ValueError(f"second publisher of the names of {kind}")
            _publishers[kind] = publisher
        return publisher

    return register


def vocabulary(office_id: int, kind: str) -> Vocabulary:
    """The names for a kind of document of an office."""
    return _publishers[kind](office_id, kind)
