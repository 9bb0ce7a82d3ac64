"""Reading completion. Everything starts at the assignments that the policy lets somebody see."""

from coordination.completion import policy as _policy  # noqa: F401  its table is published
