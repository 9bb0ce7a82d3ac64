"""Circulars: drafting, proof-reading, numbering, the official document, delivery."""
