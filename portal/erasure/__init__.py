"""Erase people with every trace."""
