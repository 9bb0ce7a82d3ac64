"""Reading tasks and assignments. Lists start at `visible_to(actor)`."""

from coordination.tasks import policy as _policy  # noqa: F401  what is shown depends on it
