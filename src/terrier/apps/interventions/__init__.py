"""What is done on the things that rows describe, noted where it is done."""
