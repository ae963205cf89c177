"""The screen where a person makes tokens for their programs."""
