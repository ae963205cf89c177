"""What is done in the field on the things that rows describe: works, breaks, repairs."""
