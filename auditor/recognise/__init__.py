"""Document and form to Report: knows every wording of the form and no file format."""
