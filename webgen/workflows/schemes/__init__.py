"""How families of workflows are bound. One module is one scheme; workflows name it, and how they use it, in TOML."""
