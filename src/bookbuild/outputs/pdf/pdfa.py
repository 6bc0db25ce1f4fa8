"""A tagged PDF made fit for archives, with other files inside, so that one file can be passed on.

It keeps to PDF/A-3a (ISO 19005-3) as well as to PDF/UA-1: its colours are told by a profile, its metadata stand in XMP
too, and each file inside says what it is to the document (annex E).
"""

import datetime
import io
from collections.abc import Sequence
from importlib import resources
from urllib.parse import quote

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Object, Pdf, PdfImage, Stream

from bookbuild.results import Attachment

_PDF_A = """\
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  pdfaid:part="3" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""
"""The claim to keep to PDF/A-3a, and what the claim to keep to PDF/UA means, for which PDF/A has no word (6.6.2.3)."""


def archive(data: bytes, attachments: Sequence[Attachment], modified: datetime.datetime) -> bytes:
    """Make a PDF/UA-1 file that WeasyPrint wrote a PDF/A-3a file too, and put files inside.

    `modified`, in UTC, is what the files say of their last change.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _tell_colours(pdf)
        _show_pictures_as_they_are(pdf)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp.load_from_docinfo(pdf.docinfo)
        stated = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(stated.replace(b"</rdf:RDF>", _PDF_A.encode(), 1))
        if attachments:
            pdf.Root.AF = Array([_attach(pdf, attachment, modified) for attachment in attachments])
        finished = io.BytesIO()
        pdf.save(
            finished,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return finished.getvalue()


def _tell_colours(pdf: Pdf) -> None:
    """Say that red, green and blue are those of sRGB (ISO 19005-3, 6.2.3)."""
    profile = pdf.make_stream(resources.files("weasyprint").joinpath("pdf", "sRGB2014.icc").read_bytes())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _show_pictures_as_they_are(pdf: Pdf) -> None:
    """No viewer may make up pixels between those of a picture (6.2.8), and one profile has to do for all (6.2.4.3)."""
    for entry in pdf.objects:
        if not isinstance(entry, Stream) or entry.get("/Subtype") != Name.Image:
            continue
        if "/Interpolate" in entry:
            del entry.Interpolate
        if entry.get("/ColorSpace") == Name.DeviceCMYK:
            picture = PdfImage(entry).as_pil_image().convert("RGB")
            entry.write(picture.tobytes())
            entry.ColorSpace, entry.BitsPerComponent = Name.DeviceRGB, 8
            if "/Decode" in entry:
                del entry.Decode


def _attach(pdf: Pdf, attachment: Attachment, modified: datetime.datetime) -> Object:
    """Put a file inside. Its name in the tree of names is ASCII, so that all readers agree on their order."""
    date = f"D:{modified:%Y%m%d%H%M%S}Z"
    held = AttachedFileSpec(
        pdf,
        attachment.data,
        filename=attachment.path,
        description=attachment.description,
        mime_type=attachment.media_type,
        creation_date=date,
        mod_date=date,
    )
    held.obj.AFRelationship = Name(f"/{attachment.relationship}")
    pdf.attachments[quote(attachment.path)] = held
    return held.obj
