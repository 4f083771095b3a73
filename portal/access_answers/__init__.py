"""Answers to requests for one's data: put together, completed by staff, delivered, and forgotten in time."""
