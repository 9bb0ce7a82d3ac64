"""Certificates: naming, number, PDF with QR; suspension, review, restoration, revocation, expiry, renewal."""
