"""Rankings that can be defended: schemes as data, exact scores, frozen results, explanations."""
