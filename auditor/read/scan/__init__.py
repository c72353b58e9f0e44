"""Pictures of pages, read with the extra `ocr`."""
