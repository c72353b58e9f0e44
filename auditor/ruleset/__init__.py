"""YAML to checked models: forms, documents, rules and packs, every mistake with its line and column."""
