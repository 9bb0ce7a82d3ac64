"""The acts upon tasks and assignments."""

from coordination.tasks import policy as _policy  # noqa: F401  every service is asked about it
