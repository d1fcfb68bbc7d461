"""Trades as data: entities, fields, verbs and settings, read from ``scenarios/domains/*.toml``.

``model`` says what a domain is, ``reader`` loads them, ``records`` fills them from a stream, ``people`` is the door to
faker, ``display`` says how values read on pages and in goals.
"""
