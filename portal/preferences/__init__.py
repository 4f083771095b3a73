"""Topics, pauses and what the person chose of them."""
