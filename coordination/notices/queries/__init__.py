"""Reading notices: inside by who may see them, in public by the views of the database alone."""

from coordination.notices import policy as _policy  # noqa: F401  its table is published
