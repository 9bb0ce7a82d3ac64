"""The platform of an anti-fraud joint-meeting office: tasks, figures, rankings, circulars."""
