"""Applications for a title: filing, first review, joint review; the rest lies in notices, certificates."""
