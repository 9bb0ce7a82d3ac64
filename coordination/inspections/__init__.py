"""Inspections of subjects on the spot: due ones, the sheet on the phone, photos."""
