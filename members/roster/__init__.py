"""Importing an existing program from spreadsheets, and writing lists back to one. Pure: no Django, no database.

decoding   bytes of an upload            -> text, or Unreadable in plain words
reading    text                          -> Table (header and numbered rows)
fields     what a roster may tell, and what spreadsheets call it
columns    header + what we remember     -> one Guess per column, and the kind of the file
values     one cell of words             -> an address, a name, a track, a city …
figures    one cell with a number        -> revenue, headcount, percent, level, measure
dates      one cell with a day           -> a date
cells      a row + its columns           -> the facts it states, and the problems in it
records    what is there and what is planned: Person, Company, Group, Seat, Facilitator, Goal, Problem, Plan
gathering  facts of all rows             -> one record per person, company, group … with duplicates merged
plan       files + what exists + options -> Plan: create, update or same, and every problem by row and column
writing    rows                          -> CSV that no spreadsheet takes for a formula
"""
