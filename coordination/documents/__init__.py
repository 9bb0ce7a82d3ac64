"""The official document: a model of frozen primitives and its layout on paper; no database, no request."""
