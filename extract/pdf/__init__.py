"""PDF through PDFium: tag tree first, then rulings."""
