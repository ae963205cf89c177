"""The `terrier` command, one file per verb."""
