"""From records to typed Parquet tables."""
