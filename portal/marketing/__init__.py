"""May we e-mail them: one rule, for one address, a list or everybody, now or on an earlier day."""
