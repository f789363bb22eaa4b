"""The deeds of this room, by who does them: the applicant, who vets, who offers, who is asked, who signs."""
