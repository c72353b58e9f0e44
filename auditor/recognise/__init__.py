"""Recognition: turns a document and a form into a Report; knows every wording of the form and no file format."""
