"""Layout analysis shared by PDF and scans: from boxes of text and ruling lines on pages to a document."""
