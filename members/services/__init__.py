"""Writes about people: each function is one write in one transaction."""
