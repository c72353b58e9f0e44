"""Readers of report files: each turns the bytes of one format into a Document; none knows the official form."""
