"""What people do around a task."""
