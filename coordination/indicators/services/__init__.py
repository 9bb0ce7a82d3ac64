"""Acts upon the catalogue and the regulations."""
