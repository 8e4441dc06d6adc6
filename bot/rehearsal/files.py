"""Files sent up and down; sizes in bytes, limits as published: 50 MB up, 10 MB a photo, 20 MB down."""

import hashlib
from dataclasses import dataclass, field

from bot.rehearsal.errors import ApiError, JsonDict, bad
from bot.rehearsal.pictures import picture_size

MB = 1 << 20
UPLOAD_LIMIT, PHOTO_LIMIT, DOWNLOAD_LIMIT = 50 * MB, 10 * MB, 20 * MB
MAX_SIDES, MAX_RATIO = 10_000, 20


@dataclass(frozen=True)
class Upload:
    """A file as it arrives: its name, media type and bytes."""

    name: str
    data: bytes
    mime: str = "application/octet-stream"


@dataclass(frozen=True)
class StoredFile:
    """A file the stage keeps; ``size`` is width and height for photos, else None."""

    file_id: str
    upload: Upload
    kind: str
    size: tuple[int, int] | None = None

    @property
    def unique_id(self) -> str:
        """Return the identifier that is the same for the same bytes."""
        return hashlib.sha256(self.upload.data).hexdigest()[:16]

    @property
    def path(self) -> str:
        """Return the path under which getFile offers the file."""
        suffix = self.upload.name.rpartition(".")[2] if "." in self.upload.name else "bin"
        return f"{self.kind}s/{self.file_id}.{suffix if suffix.isalnum() else 'bin'}"

    def as_file(self) -> JsonDict:
        """Return the fields every file object shares."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.upload.data)}

    def as_document(self) -> JsonDict:
        """Return the Bot API's Document object."""
        return self.as_file() | {"file_name": self.upload.name, "mime_type": self.upload.mime}

    def photo_sizes(self) -> list[JsonDict]:
        """Return the Bot API's list of PhotoSize objects (one: the original)."""
        width, height = self.size or (0, 0)
        return [self.as_file() | {"width": width, "height": height}]


@dataclass
class FileStore:
    """All files of one world, by file_id."""

    files: dict[str, StoredFile] = field(default_factory=dict)

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        """Store an upload as ``kind`` (photo or document); refuses what Telegram refuses."""
        if not upload.data:
            raise bad("file must be non-empty")
        if len(upload.data) > UPLOAD_LIMIT:
            raise ApiError(413)
        size = photo_size(upload.data) if kind == "photo" else None
        stored = StoredFile(f"{kind}-{len(self.files) + 1}", upload, kind, size)
        self.files[stored.file_id] = stored
        return stored

    def again(self, file_id: str, kind: str) -> StoredFile:
        """Return the stored file to be sent once more; its kind cannot change."""
        stored = self.files.get(file_id)
        if stored is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored

    def offered(self, file_id: str) -> StoredFile:
        """Return the file getFile asks for; refuses unknown ids and files over 20 MB."""
        stored = self.files.get(file_id)
        if stored is None:
            raise bad("invalid file_id")
        if len(stored.upload.data) > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return stored

    def at(self, path: str) -> StoredFile:
        """Return the file under a download path; 404 where there is none."""
        for stored in self.files.values():
            if stored.path == path:
                return stored
        raise ApiError(404)


def photo_size(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height; refuses what Telegram does not take as a photo."""
    if len(data) > PHOTO_LIMIT:
        raise bad("PHOTO_SAVE_FILE_INVALID")
    size = picture_size(data)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MAX_SIDES or max(size) > MAX_RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size
