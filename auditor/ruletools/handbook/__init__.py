"""Documentation made from the rules: pages, schema for editors, skeletons of new rules and forms."""
