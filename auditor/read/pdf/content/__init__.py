"""Content of a PDF page as PDFium reports it: characters, lines, pictures, annotations."""
