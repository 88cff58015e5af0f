"""A folder and options in, tables out."""
