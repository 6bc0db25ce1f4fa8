"""Keys that headers hold for other tools, and that say nothing about the words of a book."""

PANDOC = frozenset(
    "biblatexoptions biblio-style biblio-title bibliography block-headings citation-abbreviations citecolor "
    "citeproc classoption colorlinks csl csl-refs documentclass filecolor fontenc fontfamily fontsize geometry "
    "header-includes highlight-style highlighting-macros include-after include-before indent institute keep-md "
    "latex_engine linestretch link-citations linkcolor links-as-notes lof lot mainfont mainfontoptions "
    "margin-bottom margin-left margin-right margin-top mathfont monofont monofontoptions nocite "
    "notes-after-punctuation numbersections output pagestyle papersize pdf-engine pdfa reference-section-title "
    "runningheads sansfont secnumdepth suppress-bibliography template thanks titlepage titlepage-color toc "
    "toc-depth toc-own-page toc-title toccolor tocdepth top-level-division urlcolor zotero".split()
)
"""Those that only pandoc, and what is made of it, knows."""

OTHERS = frozenset(
    "abstract-title affiliation affiliations aliases appendix-style author-meta author-title banner body-classes "
    "brand callout-appearance categories category citation classes code-annotations code-block-bg code-copy "
    "code-fold code-line-numbers code-overflow code-summary code-tools comments contributor copyright-year "
    "created crossref css cssclass cssclasses date-created date-format date-meta date-modified "
    "description-meta df-print doi draft-mode editor_options email embed-resources engine epub-cover-image "
    "epub-title-page execute execute-dir extra feature_image fig-align fig-cap-location fig-dpi fig-format "
    "fig-height fig-width figsize filters footer footnotes-hover format format-links freeze from grid "
    "hide-description hypothesis ibooks id image image-alt include-after-body include-before-body "
    "include-in-header interlinks ipynb-filters jupyter kernel knitr lastmod layout lightbox link listing "
    "listings logo metadata-files method modified nav nav_order navigation nocase notebook-links "
    "notebook-view number-depth number-offset number-sections number-sections-depth orcid order other-links "
    "other_links page-footer page-layout page-navigation page-progression-direction pagetitle params parent "
    "permalink priority profile project publish published reader-mode reference-location refs repo-actions "
    "repo-branch repo-url runtime search self-contained server shift-heading-level-by shortcodes sidebar "
    "sidebar_label sidebar_position site-url slug standalone status strip-comments summary tags tbl-cap-location "
    "tbl-colwidths template-partials theme title-block-banner title-block-banner-color title-block-style "
    "title-delim title-meta title-prefix title_meta toc-expand toc-location toc_depth type updated uuid "
    "validate-yaml version view webr website weight".split()
)
"""Those of Quarto, R Markdown, Obsidian, Jekyll, Hugo and their kin."""

OF_PERSONS = frozenset(
    "acknowledgements address affiliation affiliations attributes corresponding degrees department email "
    "equal-contributor fax id institute metadata note notes number orcid phone ref roles url".split()
)
"""What Quarto lets a header say of an author beside the name."""
