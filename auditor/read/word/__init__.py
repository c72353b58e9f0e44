"""Word processors' files: DOCX, DOC and WPS, ODT, and what LibreOffice has to convert."""
