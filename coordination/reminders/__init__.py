"""Chasing: the ladder of reminders before and after a deadline, and the ledger of what was sent."""
