"""Extractors of facts from text that several kinds of rules share: contacts, periods, citations."""
