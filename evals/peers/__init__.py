"""Other tools on the same replies: run them with ``make bench-peers``."""
