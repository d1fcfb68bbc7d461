"""Kinds of first pages, one module each."""
