"""The staff desk over HTTP, without a browser: who gets in, what a page costs, what it says."""
