"""OpenDocument texts (ODF 1.3)."""
