"""Case tallies: numbers by community and day or month, from the police, without personal data.

watching  what other slices do when a tally arrives (a registry)
"""
