"""Models of rule files, packs and waivers."""
