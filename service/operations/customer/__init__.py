"""What the customer does through their link or the public form, and what is told to them."""
