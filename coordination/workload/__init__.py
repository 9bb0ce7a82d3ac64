"""The load meter (减负): how much is asked of each unit, and from where."""
