"""Public notices of applications, and objections that anyone with a contact may raise."""
