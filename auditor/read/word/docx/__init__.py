"""Reader of DOCX (ECMA-376)."""
