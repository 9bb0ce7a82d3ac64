"""Reading flags, and everything the rules need of an office and a period in few statements."""
