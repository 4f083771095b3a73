"""Purposes, legal bases, sources, and the basis recorded for each person and purpose."""
