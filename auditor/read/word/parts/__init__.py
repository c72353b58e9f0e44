"""What the formats of word processors share: blocks, fields, list numbers."""
