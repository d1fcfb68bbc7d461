"""How the fields of a form or the facts of a record are grouped, one module each."""
