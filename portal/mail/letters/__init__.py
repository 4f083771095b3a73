"""One function per letter: whom it goes to, in which language, and the facts it tells."""
