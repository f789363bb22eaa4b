"""The welcome: applying, vetting, offering a seat. Its rules are pure modules; states.py is the table of moves."""
