"""A run as compact bytes, and the folding away of what is finished."""
