"""Parts shared by the word processor readers: blocks, fields, list numbering."""
