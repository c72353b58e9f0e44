"""Reader of OpenDocument texts (ODF 1.3)."""
