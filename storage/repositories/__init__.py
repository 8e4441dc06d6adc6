"""Every query, one module per noun; each takes a session and none commits."""
