"""Reads report files: bytes to Document, one module a format, none of them knowing any form."""
