"""Changing units, offices and divisions."""
