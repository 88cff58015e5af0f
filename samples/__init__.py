"""Papers of an invented force, in the shapes that real boards use, and the rows expected of them."""
