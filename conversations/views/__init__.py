"""The pages of talk, wins and support."""
