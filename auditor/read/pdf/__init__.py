"""PDF with text: characters and lines put together to paragraphs and tables."""
