"""Pages: checking a certificate, one's own certificate, one's own record."""
