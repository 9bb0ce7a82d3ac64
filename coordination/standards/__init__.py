"""Standards of fraud-free communities: versions made of criteria, and who meets them.

evaluation  how subjects stand against a version, set by set
watching    what slices above do when a veto is entered (a registry)
"""
