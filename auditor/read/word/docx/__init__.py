"""DOCX (ECMA-376)."""
