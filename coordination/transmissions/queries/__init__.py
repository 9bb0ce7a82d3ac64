"""Reading packages and keys. Lists start at `visible_to(actor)`."""

from coordination.transmissions import policy as _policy  # noqa: F401  every list is asked about it
