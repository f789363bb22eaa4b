"""The deeds of this room: planning dates, asking who comes, preparing, taking attendance, and what follows from it."""
