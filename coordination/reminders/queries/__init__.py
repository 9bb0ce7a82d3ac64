"""Reads of the slice: items that can be chased, and the ledger."""
