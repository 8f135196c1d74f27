"""`python -m souk.cli`."""

from souk.cli import main

main()
