"""Codes that prove who is visiting: sent to the address on file, good once, in one browser."""
