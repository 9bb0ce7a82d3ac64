"""Who did what when: append-only events, sealed into a chain of hashes."""
