"""Documents that people attach to rows."""
