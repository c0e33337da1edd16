"""Petitions: from the citizen's draft to the register of fulfilled ones."""
