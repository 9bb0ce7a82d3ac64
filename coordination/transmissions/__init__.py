"""Levels: frozen figures of an office reach the office above, over the site or as a signed file."""
