"""What people read about rules: facts and pages of each rule and kind, the schema for editors, new rule files, coverage."""
