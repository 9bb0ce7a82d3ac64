"""The catalogue of indicators: definition, caliber, history, who reports, where used."""
