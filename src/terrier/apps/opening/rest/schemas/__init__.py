"""What operations take and answer; the descriptions are read by people, hence in French."""
