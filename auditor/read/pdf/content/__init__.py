"""What PDFium says of a page: characters, lines, pictures, annotations."""
