"""Tasks that the office hands out, and the assignments by which units carry them out."""
