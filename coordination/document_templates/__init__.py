"""Templates of official documents as data: the wording around bound fields, by office and version."""
