"""What the person asks for by right: asking, following, taking back."""
