"""Re-inspection: matches reports and findings of two submissions, and says what became of each finding."""
