"""What staff may change about the organisation and its portal."""
