"""The browserless engine: the same pages as in Chromium, read with an HTML5 parser and played in plain Python.

``dom`` holds the page, ``style`` decides what CSS makes of it, ``aria`` writes the snapshot, ``lint`` names what lies
outside the subset. What the twin cannot do raises :class:`webgen.errors.Unsupported`.
"""
