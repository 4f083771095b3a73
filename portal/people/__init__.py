"""The person and their stored data."""
