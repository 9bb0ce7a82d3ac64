"""Reading rates of timeliness. Everything starts at the reports of the own office."""

from coordination.timeliness import policy as _policy  # noqa: F401  its table is published
