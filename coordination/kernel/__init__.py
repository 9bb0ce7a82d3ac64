"""The spine every slice stands on; it knows no feature."""
