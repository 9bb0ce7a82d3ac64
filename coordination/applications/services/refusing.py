"""How an act is refused for the sake of the standard: every criterion that stands against it, by name."""

from collections.abc import Sequence

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _


class NotReady(Invalid):
    """The criteria do not allow the act; `obstacles` is one sentence for each of them."""

    def __init__(self, obstacles: Sequence[Text]) -> None:
        self.obstacles = tuple(obstacles)
        head = _("还有{count}条没有达到，不能办这一步。", count=len(obstacles))
        super().__init__(head, errors={f"obstacle-{n}": one for n, one in enumerate(obstacles)})


def ready(obstacles: Sequence[Text]) -> None:
    """Raise NotReady unless nothing stands against the act."""
    if obstacles:
        raise NotReady(obstacles)
