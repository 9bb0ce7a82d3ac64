"""Imports every slice's models, so that the metadata is whole: for migrations and commands."""

import coordination.accounts.models
import coordination.applications.models
import coordination.audit.models
import coordination.certificates.models
import coordination.circulars.models
import coordination.consultations.models
import coordination.dispatches.models
import coordination.document_templates.models
import coordination.indicators.models
import coordination.inspections.models
import coordination.kernel.calendar
import coordination.kernel.files
import coordination.kernel.jobs
import coordination.kernel.operations
import coordination.notices.models
import coordination.notifications.models
import coordination.organizations.models
import coordination.radar.models
import coordination.rankings.models
import coordination.register.models
import coordination.reminders.models
import coordination.report_forms.models
import coordination.reporting.models
import coordination.responsibilities.models
import coordination.schemes.models
import coordination.spreadsheets.models
import coordination.standards.models
import coordination.subjects.models
import coordination.tallies.models
import coordination.tasks.models
import coordination.transmissions.models  # noqa: F401
from coordination.kernel.db import Base

metadata = Base.metadata
