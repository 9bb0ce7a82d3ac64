"""The acts upon packages and keys."""

from coordination.transmissions import policy as _policy  # noqa: F401  every service is asked about it
