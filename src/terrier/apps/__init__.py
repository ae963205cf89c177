"""Django features, named by the job."""
