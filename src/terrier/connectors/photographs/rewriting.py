"""A photograph read, turned upright, made smaller, and written anew.

What is kept holds nothing but pixels: no position, no name of a telephone, and nothing that
another program could take for something else (a picture that is also a web page or an archive).
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from terrier.domain.kernel.errors import Invalid, TooBig

LONGEST_SIDE = 2560
"""Pixels kept: enough to read the plate of a valve, a tenth of what telephones send."""
QUALITY = 85
MOST_BYTES = 30_000_000
MOST_PIXELS = 110_000_000
"""Telephones of 108 megapixels exist; beyond, it is no photograph."""
FORMATS = ("JPEG", "PNG", "WEBP")
"""Pillow reads under JPEG the MPO that many telephones write by that name."""
MEDIA_TYPE = "image/jpeg"
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
)
"""Brands after `ftyp` in ISO/IEC 23008-12 files."""
_one_at_a_time = threading.Lock()
"""A big PNG takes 400 MB while it is read: two at once could end a small server."""


@dataclass(frozen=True)
class Rewritten:
    """A photograph as it is kept: a JPEG without metadata."""

    content: bytes
    width: int
    height: int
    place: tuple[float, float] | None = None
    """Longitude and latitude in WGS84 degrees, where the camera wrote them."""


def rewrite(content: bytes, longest_side: int = LONGEST_SIDE) -> Rewritten:
    """Read a photograph and write it anew.

    Parameters
    ----------
    content
        The file as it was sent: JPEG, PNG or WebP.
    longest_side
        Pixels kept of its longer side.

    Raises
    ------
    TooBig
        Too many bytes, or too many pixels.
    Invalid
        The file is no photograph that can be read; the sentence says what to send.
    """
    if len(content) > MOST_BYTES:
        raise TooBig(
            f"La photographie dépasse {MOST_BYTES // 1_000_000} Mo : choisissez une taille plus "
            "petite dans l’appareil."
        )
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise Invalid(
            "Cette photographie est au format HEIC, que les navigateurs n’affichent pas. "
            "Dans les réglages de l’appareil, choisissez « le plus compatible » (JPEG), ou "
            "prenez la photographie depuis cette page."
        )
    with _one_at_a_time:
        return _rewritten(content, longest_side)


def _rewritten(content: bytes, longest_side: int) -> Rewritten:
    # Pillow warns beyond a number of pixels of its own, and refuses only at twice that number.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooBig(
                    f"L’image a {image.width} × {image.height} points : c’est plus qu’une "
                    "photographie. Envoyez-la en plus petit."
                )
            place = _place(image)
            # JPEG alone: decodes at a smaller scale, with a fraction of the memory.
            image.draft("RGB", (longest_side, longest_side))
            image.thumbnail((longest_side, longest_side))
            upright = _on_white(ImageOps.exif_transpose(image))
    except UnidentifiedImageError as wrong:
        raise Invalid(
            "Ce fichier n’est pas une photographie JPEG, PNG ou WebP : choisissez-en une autre."
        ) from wrong
    except (OSError, ValueError, SyntaxError, MemoryError, OverflowError) as wrong:
        raise Invalid(
            "Cette photographie est abîmée ou incomplète : reprenez-la, ou choisissez-en une autre."
        ) from wrong
    upright.info = {}  # Comments and profiles would be written again.
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return Rewritten(out.getvalue(), upright.width, upright.height, place)


def _on_white(image: Image.Image) -> Image.Image:
    """Give plain colours: a JPEG has no transparency."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _place(image: Image.Image) -> tuple[float, float] | None:
    """Read where the camera was; what is not a place of the Earth is none."""
    try:
        written = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(written[ExifTags.GPS.GPSLatitude])
        longitude = _degrees(written[ExifTags.GPS.GPSLongitude])
        south = str(written[ExifTags.GPS.GPSLatitudeRef]).upper().startswith("S")
        west = str(written[ExifTags.GPS.GPSLongitudeRef]).upper().startswith("W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OSError, SyntaxError):
        return None
    if not (0 <= latitude <= 90 and 0 <= longitude <= 180):
        return None
    return (-longitude if west else longitude, -latitude if south else latitude)


def _degrees(written: tuple[float, float, float]) -> float:
    degrees, minutes, seconds = (float(part) for part in written)
    return degrees + minutes / 60 + seconds / 3600
