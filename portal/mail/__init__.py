"""Letters: their templates, the outbox, and delivery."""
