"""Readers of word processor files: DOCX, DOC and WPS, ODT, and the formats that LibreOffice converts."""
