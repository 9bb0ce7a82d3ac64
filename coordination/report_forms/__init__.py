"""Report forms: the office builds them from indicators; a form in use is changed by a new revision."""
