"""What the law asks of whom: parties, articles of law, and standing duties that may recur."""
