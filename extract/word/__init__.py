"""Word files: the XML walked by hand, for what no library keeps (content controls, merges, numbers)."""

from extract.word.reader import WordReader

__all__ = ["WordReader"]
