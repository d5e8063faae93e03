"""The customer's pages, and the desk's pages about the customer's side."""
