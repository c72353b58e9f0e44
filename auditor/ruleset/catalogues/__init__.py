"""Catalogues that rules refer to: forms, documents, bodies, words of counting."""
