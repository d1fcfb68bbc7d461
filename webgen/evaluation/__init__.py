"""What came of playing levels: counted, compared, and told to people."""
