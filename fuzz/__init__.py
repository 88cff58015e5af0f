"""Fuzzing: what each reader and normaliser must bear, and the run that looks for what it does not."""
