"""What is inside a file: attachments, recursively, within limits."""
