"""The commands: one module each, found by folder. Each defines ``register(app)``."""
