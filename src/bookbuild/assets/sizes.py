"""Pictures → how wide and high they are."""

import io
import re

from bookbuild.assets import svg
from bookbuild.model import Asset

LARGE = 10_000.0
"""The height that is said of drawings, which are as sharp in every size."""
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


def size(asset: Asset) -> tuple[float, float]:
    """Width and height in pixels; of a drawing, only their relation counts."""
    if asset.media_type == svg.MEDIA_TYPE:
        return _of_drawing(asset.data)
    from PIL import Image  # not waited for where there are no rows

    with Image.open(io.BytesIO(asset.data)) as image:
        return image.size


def _of_drawing(data: bytes) -> tuple[float, float]:
    root = svg.parsed(data)
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    numbers = [float(found[1]) if (found := _NUMBER.fullmatch(side)) else 0 for side in sides]
    return (LARGE * numbers[0] / numbers[1], LARGE) if all(numbers) else (LARGE, LARGE)
