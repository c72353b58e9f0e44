"""The languages inside rules: equations, patterns, messages, fragments."""
