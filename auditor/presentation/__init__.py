"""Code that all outputs share: vocabulary, safe text that fits its lines, atomic writes."""
