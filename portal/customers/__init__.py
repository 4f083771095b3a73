"""What people bought, and the soft opt-in that may follow from it."""
