"""Named tuples by the thousand."""

quick = tuple.__new__
"""`quick(Box, (x0, top, x1, bottom))`: a named tuple of all its fields, in a third of the time."""
