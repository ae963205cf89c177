"""The door: probe, propose, import, receipt."""
