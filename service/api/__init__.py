"""The REST API: parse, one operation or query, dump. Knows the web; never the engine or the store.

``calls`` declares routes, ``access`` says who may, ``problems`` holds every status code of a refusal,
``schemas`` the shapes, and one module per noun holds its handlers.
"""
