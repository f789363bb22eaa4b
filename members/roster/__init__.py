"""Importing an existing program from spreadsheets, and writing lists back to one. Pure: no Django, no database.

- decoding: the bytes of an upload -> text, or Unreadable in plain words
- reading: text -> Table, a header and numbered rows
- fields: what a roster may tell, and what spreadsheets call it
- columns: a header and what is remembered -> one Guess per column, and the kind of the file
- values: one cell of words -> an address, a phone number, a time zone
- names: one cell with a name -> the name in usual case, and the key that makes two spellings one
- choices: one cell that picks an answer -> a track, a seat's status, a business model
- cities: one cell with a place -> name, region and country, to be looked up
- figures: one cell with a number -> a headcount, a percentage, a maturity level, a radius
- money: one cell with an amount -> revenue and its size band, the measure of a goal
- dates: one cell with a day -> a date
- records: what exists and what is planned: Person, Company, Group, Seat, Facilitator, Goal, Problem, Plan
- cells: a row and its columns -> the facts that it states, and the problems in it
- merging: the same thing told by several rows -> one record, and where the rows differ
- gathering: the facts of all rows -> all records of the import
- doubts: all records -> what looks like a slip only when the files are seen as a whole
- plan: files, what exists and options -> Plan: create, update or same, and every problem with its place
- writing: rows -> CSV that no spreadsheet takes for a formula
"""
