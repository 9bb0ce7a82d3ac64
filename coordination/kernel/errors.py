"""What can go wrong in a domain act, as four words; the web layer gives each its page."""

from collections.abc import Mapping

from coordination.kernel.text import Text, _


class DomainError(Exception):
    """An act was refused for a reason that a person can read and mend."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


class Invalid(DomainError):
    """Bad input; shown at `field`, with what was typed kept (HTTP 422)."""

    def __init__(
        self, message: Text, *, field: str | None = None, errors: Mapping[str, Text] | None = None
    ) -> None:
        super().__init__(message)
        self.errors: Mapping[str, Text] = (
            errors if errors is not None else ({field: message} if field else {})
        )
        self.field = field


class Conflict(DomainError):
    """The object is not in the state, or not of the version, that the act needs (HTTP 409)."""


class Stale(Conflict):
    """Somebody saved in between: both versions are shown and nothing is overwritten (HTTP 409)."""

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("这一页打开之后，别人已经改过。请看清最新内容，再决定是否重做。"))


class Forbidden(DomainError):
    """The actor may see the object but may not do this to it (HTTP 403).

    `explained`: it is not for want of a function, and the message says what stands against it.
    """

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("您的职能不能做这一步。"))
        self.explained = message is not None


class NotFound(DomainError):
    """Absent, or not to be seen by this actor: the two are told apart by nobody (HTTP 404)."""

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("没有这一页，或您无权查看。"))
