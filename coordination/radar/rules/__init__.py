"""What looks odd in figures: decided from values alone, exactly. A flag is a question, never a penalty."""

from coordination.radar.rules.kinds import Facts, FlagKind, Outcome, Question, Standing, standing

__all__ = ["Facts", "FlagKind", "Outcome", "Question", "Standing", "standing"]
