"""From a file to verbatim plan rows."""
