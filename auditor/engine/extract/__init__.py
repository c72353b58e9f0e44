"""Facts found in text that several kinds of rules share: contacts, periods, citations."""
