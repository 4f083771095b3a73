"""May we e-mail somebody, and why: one rule, by what people decided and what is recorded about them."""
