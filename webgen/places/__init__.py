"""Where a form opens, one module each."""
