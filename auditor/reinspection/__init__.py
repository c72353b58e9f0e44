"""Re-inspection: which reports and findings of two submissions belong together, and what became of each finding."""
