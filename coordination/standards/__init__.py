"""Standards of fraud-free communities: versions made of criteria, and who meets them."""
