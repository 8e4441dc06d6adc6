"""Act: one function per thing a person can ask; takes a session and values, never commits, never speaks."""
