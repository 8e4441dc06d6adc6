"""The door people knock on: the only package that knows Telegram."""
