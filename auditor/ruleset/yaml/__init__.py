"""YAML with the place of every key, validated with messages in Chinese."""
