"""From verbatim rows to records with canonical values beside the printed ones."""
