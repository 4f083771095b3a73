"""A web form as visitors fill it in, for the open page and for its preview."""
