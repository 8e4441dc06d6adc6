"""How the schema came to be: one file a version, each importing nothing of the rest of the product."""
