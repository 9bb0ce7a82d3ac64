"""Reading inspections.

inspections   who sees which, one with its sheet, a photo
lists         the list with its filters, what waits for a person
due           titles whose inspection is due
"""
