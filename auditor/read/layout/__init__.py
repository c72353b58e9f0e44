"""From boxes of text and ruling lines on pages to a document; what PDF and scans share."""
