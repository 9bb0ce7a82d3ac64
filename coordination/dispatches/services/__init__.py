"""Sending documents out, signing for them, reminding."""

from coordination.dispatches.services.choosing import by_default, choose
from coordination.dispatches.services.receiving import receive
from coordination.dispatches.services.reminding import remind, remind_due, remind_late
from coordination.dispatches.services.sending import send_also

__all__ = ["by_default", "choose", "receive", "remind", "remind_due", "remind_late", "send_also"]
