"""Keeping duties and the dictionaries of parties and articles: one module for each."""
