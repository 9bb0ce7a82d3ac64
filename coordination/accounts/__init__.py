"""People: accounts and their functions, invitations, sign-in, sessions."""
