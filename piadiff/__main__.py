"""Lets ``python -m piadiff`` do what the ``piadiff`` command does."""

from piadiff.cli import main

if __name__ == "__main__":
    main()
