"""The office's view of titles: funnel, share against the target, register with history; and the public's."""
