"""Downloading what people sent."""

from bot.rehearsal.calls import Call, method
from bot.rehearsal.errors import JsonDict


@method("getFile")
def get_file(call: Call, file_id: str) -> JsonDict:
    """Return a file's size and download path; refuses files over 20 MB."""
    stored = call.world.files.offered(file_id)
    return stored.as_file() | {"file_path": stored.path}
