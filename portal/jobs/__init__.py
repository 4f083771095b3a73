"""Work in the background: letters all the time, chores once a day."""
