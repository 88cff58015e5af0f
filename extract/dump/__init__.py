"""Text dumps: what an archive's extractor leaves of a paper, cells in reading order, borders lost."""
