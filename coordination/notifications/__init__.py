"""Telling people: in the site, by mail, by robots of chat groups, by text message; each delivery a row."""
