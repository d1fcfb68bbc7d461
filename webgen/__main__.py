"""``python -m webgen``."""

from webgen.cli import main

if __name__ == "__main__":
    main()
