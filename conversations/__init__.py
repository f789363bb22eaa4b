"""The talk: threads with what peers have lived through, applause, wins, and a word for somebody alone."""
