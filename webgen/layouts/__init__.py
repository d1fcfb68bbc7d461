"""How lists show their records. One module is one layout; ``base.py`` holds the contract."""
