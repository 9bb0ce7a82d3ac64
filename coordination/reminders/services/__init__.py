"""The acts of chasing: the ladder by the schedule, chases and calls by hand, letters."""

from coordination.reminders import policy as _policy  # noqa: F401  every service is asked about it
