"""Pages of the slice."""

from coordination.workload.views import export, meter
from coordination.workload.views.place import blueprint

__all__ = ["blueprint", "export", "meter"]
