"""Names in the markup of an EPUB."""

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SPAN = "{http://www.w3.org/1999/xhtml}span"
