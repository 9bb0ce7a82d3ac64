"""Forms of the slice, one module for each part."""
