"""Imports every slice's models, so that the metadata is whole: for migrations and commands."""

import coordination.accounts.models
import coordination.audit.models
import coordination.circulars.models
import coordination.kernel.files
import coordination.kernel.jobs
import coordination.kernel.operations
import coordination.organizations.models
import coordination.rankings.models
import coordination.reporting.models  # noqa: F401
from coordination.kernel.db import Base

metadata = Base.metadata
