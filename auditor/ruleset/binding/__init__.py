"""Terms and equations bound to the cells of a form."""
