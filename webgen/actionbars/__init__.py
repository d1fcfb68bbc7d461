"""Where the actions of a record are, one module each."""
