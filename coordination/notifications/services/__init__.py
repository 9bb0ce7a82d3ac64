"""Telling people, and what they may set and mark."""

from coordination.notifications.services.telling import Notice, tell, tell_robots

__all__ = ["Notice", "tell", "tell_robots"]
