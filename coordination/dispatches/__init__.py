"""Dispatch of issued documents: recipients by unit order, receipts by named persons, reminders."""
