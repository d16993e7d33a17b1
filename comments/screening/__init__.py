"""What is looked for in a comment before it stands: signals in, one verdict out."""
