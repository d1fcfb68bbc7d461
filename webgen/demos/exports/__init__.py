"""Formats that demonstrations are exported to: one module each, its name is the format's id."""
