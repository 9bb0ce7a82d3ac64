"""Telling people, and what they may set and mark."""

from coordination.notifications.services.ledger import send_again
from coordination.notifications.services.preferences import Wishes, save
from coordination.notifications.services.reading import mark_all_read, mark_read
from coordination.notifications.services.telling import Notice, tell, tell_robots

__all__ = ["Notice", "Wishes", "mark_all_read", "mark_read", "save", "send_again", "tell", "tell_robots"]
