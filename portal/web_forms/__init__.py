"""Forms that an organisation links to or embeds, and their answers until the person has confirmed them."""
