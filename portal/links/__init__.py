"""Signed links, one salt per use, and the sessions they open."""
