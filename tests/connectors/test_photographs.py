"""Photographs: what telephones send, and what hostile people send."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image

from terrier.connectors.photographs import rewriting
from terrier.connectors.photographs.rewriting import LONGEST_SIDE, rewrite
from terrier.domain.kernel.errors import Invalid, TooBig

SECRET = b"ZQSECRET"


def drawn(size=(40, 30), mode="RGB", format="JPEG", **saving) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 0)).save(out, format, **saving)
    return out.getvalue()


def located(south=False) -> bytes:
    """Take a photograph that tells where, on its side, with a comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = SECRET.decode()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "S" if south else "N"
    gps[ExifTags.GPS.GPSLatitude] = (46.0, 30.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef] = "W" if south else "E"
    gps[ExifTags.GPS.GPSLongitude] = (4.0, 49.0, 48.0)
    return drawn(exif=exif, comment=SECRET)


def png(width: int, height: int, data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Write a PNG by hand, whatever it claims."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def test_nothing_is_kept_but_pixels():
    kept = rewrite(located())
    assert (kept.width, kept.height) == (30, 40)  # Upright.
    assert kept.place == pytest.approx((4.83, 46.51))
    assert SECRET not in kept.content
    with Image.open(io.BytesIO(kept.content)) as again:
        assert (again.format, again.size) == ("JPEG", (30, 40))
        assert not again.getexif()
        assert again.getpixel((10, 10)) == pytest.approx((254, 0, 0), abs=3)
    assert rewrite(located(south=True)).place == pytest.approx((-4.83, -46.51))
    assert rewrite(drawn()).place is None


@pytest.mark.parametrize(
    "sent",
    [
        drawn((1, 1)),
        drawn((1, 9000), format="PNG"),
        drawn(mode="L", format="PNG"),
        drawn(mode="CMYK"),
        drawn(mode="P", format="PNG", transparency=0),
        drawn(mode="RGBA", format="WEBP"),
        drawn((4000, 3000)),
    ],
    ids=["point", "thread", "grey", "ink", "palette", "clear", "big"],
)
def test_what_can_be_shown_is_kept(sent):
    kept = rewrite(sent)
    assert max(kept.width, kept.height) <= LONGEST_SIDE
    assert kept.content.startswith(b"\xff\xd8\xff")


def test_what_is_clear_is_seen_on_white():
    with Image.open(io.BytesIO(rewrite(drawn(mode="RGBA", format="PNG")).content)) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_that_is_something_else_too_is_only_a_picture():
    page = b"<script>alert(1)</script>"
    sent = drawn() + page + b"PK\x03\x04"
    kept = rewrite(sent).content
    assert page not in kept
    assert b"PK\x03\x04" not in kept


BOMB = zlib.compress(b"\0" * 40_000_000, 9)


@pytest.mark.parametrize(
    ("sent", "error", "word"),
    [
        (b"", Invalid, "n’est pas une photographie"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", Invalid, "n’est pas"),
        (b"GIF89a" + b"\0" * 50, Invalid, "n’est pas"),
        (b"%PDF-1.7\n", Invalid, "n’est pas"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Invalid, "n’est pas"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, Invalid, "HEIC"),
        (b"\0\0\0\x18ftypavif" + b"\0" * 40, Invalid, "HEIC"),
        (drawn((400, 300))[:900], Invalid, "abîmée"),
        (png(60_000, 60_000, BOMB), TooBig, "60000"),
        (png(2**31 - 1, 2**31 - 1, b"x"), TooBig, "points"),
        (png(8, 8, zlib.compress(b"\0" * 72), (b"zTXt", b"a\0\0" + BOMB * 2)), Invalid, "abîmée"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_is_no_photograph_is_refused_in_words(sent, error, word):
    with pytest.raises(error, match=word):
        rewrite(sent)


def test_a_file_too_long_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(rewriting, "MOST_BYTES", 100)
    with pytest.raises(TooBig, match="Mo"):
        rewrite(drawn())
