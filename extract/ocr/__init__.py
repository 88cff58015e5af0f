"""Scans: pages that are pictures, read with Tesseract into the same page model as any other."""
