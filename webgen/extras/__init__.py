"""Optional page kinds: what a site with that page holds besides records."""
