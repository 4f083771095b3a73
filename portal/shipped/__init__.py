"""What a new portal comes with: purposes, legal bases, sources, topics and letters."""
