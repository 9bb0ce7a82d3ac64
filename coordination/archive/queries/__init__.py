"""Reading the archive: the list for who works here, what everybody may know, what belongs to a document."""
