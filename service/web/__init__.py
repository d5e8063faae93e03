"""Pages for people: what runs here, the API browser, and what a customer sees of their case.

Stands beside the API, knows nothing of it; asks the same queries.
"""
