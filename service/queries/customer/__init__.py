"""What customers see of their cases, and what staff see of the customer's side."""
