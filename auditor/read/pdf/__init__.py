"""PDF with text: characters and ruling lines assembled into paragraphs and tables."""
