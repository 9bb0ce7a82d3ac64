"""Pages of the office: its units, its townships and communities, its names."""

from coordination.organizations import sentences
from coordination.organizations.views import offices, places, units
from coordination.organizations.views.units import blueprint

__all__ = ["blueprint", "offices", "places", "sentences", "units"]
