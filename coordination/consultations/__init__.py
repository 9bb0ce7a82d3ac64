"""Consultation before issue (征求意见): each unit sees its own line, objects, and gets an answer."""
