"""The shapes of the API: what is loaded from requests, and what answers look like in the OpenAPI document.

Requests are loaded through these schemas, unknown names refused. Answers are written straight from the views
(they are already typed, and marshmallow's dump costs more than the rest of a request); a test holds every
answer of the suite against the document.
"""
