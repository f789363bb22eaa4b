"""The demo's personas: who one can be with one press. The demo world makes the same people."""

ADMIN = ("Priya Raman", "priya.raman@heartland.example")
FACILITATOR = ("Frank Ortiz", "frank.ortiz@heartland.example")
