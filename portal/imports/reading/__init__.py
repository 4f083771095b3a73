"""Files from outside become rows of text, in a child process that can do no harm.

``table`` is for the portal; ``child`` and what it imports run in the child, and know nothing but the standard library.
"""
