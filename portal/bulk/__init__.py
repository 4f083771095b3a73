"""One legal basis recorded or ended for many people at once: counted first, done in the background, put back."""
