"""Reader of sentences that state counts: how many of what, in words a rule can compare with the tables."""
