"""One folder per file family or outside source: bytes in, Arrow record batches out."""
