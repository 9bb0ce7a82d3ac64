"""Excel: a template for each form, a filled sheet up, its preview, the annotated sheet back, confirm."""
