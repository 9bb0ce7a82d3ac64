"""What can carry a title: communities and villages, units, campuses, enterprises, townships."""
