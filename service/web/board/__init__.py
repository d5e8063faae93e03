"""Pages for supervisors: what runs, what is late, how the service does, who did what."""
