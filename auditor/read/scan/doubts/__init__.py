"""What makes a recognised cell doubtful, or a page unreadable."""
