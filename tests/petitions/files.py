"""Files as citizens send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Note (secret plan) >>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name="გეგმა.pdf", mark=b""):
    return SimpleUploadedFile(name, PDF.replace(b"secret plan", mark or b"secret plan"))


def photograph(name="photo.jpg"):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Nino"
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue())
