"""What rules stand on: forms, documents, bodies, words of counting."""
