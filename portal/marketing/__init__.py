"""May we e-mail somebody, and why: by what people decided and what is recorded about them."""
