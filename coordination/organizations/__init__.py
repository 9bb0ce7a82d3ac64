"""Who there is: divisions of the country, joint-meeting offices, member units."""
