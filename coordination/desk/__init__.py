"""The work desk: what each person has to do next, from every slice."""
