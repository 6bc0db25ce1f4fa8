"""What a PDF says of the book in its XMP packet beyond what the document information holds (ISO 16684-1)."""

from pikepdf import Pdf

from bookbuild.model import Metadata


def complete(pdf: Pdf, metadata: Metadata) -> None:
    """Add contributors, publisher, rights, identifiers, keywords and language to the packet, in place."""
    rights = [text for text in (metadata.rights, metadata.license) if text]
    lists: dict[str, list[str]] = {
        "dc:contributor": [person.name for person in metadata.authors if not person.is_author],
        "dc:publisher": [metadata.publisher] if metadata.publisher else [],
        "dc:subject": list(metadata.keywords),
        "dc:language": [metadata.language],
    }
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        for name, values in lists.items():
            if values:
                packet[name] = values
        packet["dc:identifier"] = metadata.identifier
        if rights:
            packet["dc:rights"] = "; ".join(rights)
