"""The plan recogniser: header labels, rows, sections, continuations; the same for every format."""
