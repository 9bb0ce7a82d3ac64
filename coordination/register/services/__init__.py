"""What the office does here: set the targets of a year."""

from coordination.register.services.targets import set_targets

__all__ = ["set_targets"]
