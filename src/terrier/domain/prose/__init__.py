"""Text that people write in pages: a small, safe part of Markdown."""
