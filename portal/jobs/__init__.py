"""Work in the background: letters all the time, long jobs in turn with them, chores once a day."""
