"""What rule files, packs and waivers may say."""
