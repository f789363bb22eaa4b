"""A database backend that stamps nothing."""
