"""One run of a definition: tokens, scopes, and how events travel between them. Lives for one step; no I/O."""
