"""Schemes of scoring (考核办法) as data: items, methods, cohorts, versions, entries by hand."""
