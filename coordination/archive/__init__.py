"""Issued documents kept: by year, by text, as a ZIP with hashes; whether a file in hand is ours."""
