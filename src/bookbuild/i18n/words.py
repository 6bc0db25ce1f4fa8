"""The few words that bookbuild itself puts into a book, in the book's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

_Words = TypeVar("_Words")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for readers; nothing here ever stands in the text of a manuscript."""

    contents: str
    about_the_author: str
    notes: str
    note: str
    """A single one, before its number."""
    back: str
    """What a screen reader says of the link from a note back to the text."""
    title_page: str
    beginning: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The words before the number of a figure and its kin."""

    figure: str
    table: str
    equation: str
    listing: str


_WORDINGS = {
    "en": Wording("Contents", "About the author", "Notes", "Note", "Back to the text", "Title page", "Beginning"),
    "de": Wording("Inhalt", "Über den Autor", "Anmerkungen", "Anmerkung", "Zurück zum Text", "Titelseite", "Anfang"),
    "fr": Wording(
        "Table des matières", "À propos de l’auteur", "Notes", "Note", "Retour au texte", "Page de titre", "Début"
    ),
    "es": Wording("Índice", "Sobre el autor", "Notas", "Nota", "Volver al texto", "Portada", "Comienzo"),
    "it": Wording("Indice", "L’autore", "Note", "Nota", "Torna al testo", "Frontespizio", "Inizio"),
    "pt": Wording("Sumário", "Sobre o autor", "Notas", "Nota", "Voltar ao texto", "Folha de rosto", "Início"),
    "nl": Wording("Inhoud", "Over de auteur", "Noten", "Noot", "Terug naar de tekst", "Titelpagina", "Begin"),
    "sv": Wording("Innehåll", "Om författaren", "Noter", "Not", "Tillbaka till texten", "Titelsida", "Början"),
    "pl": Wording("Spis treści", "O autorze", "Przypisy", "Przypis", "Powrót do tekstu", "Strona tytułowa", "Początek"),
    "ru": Wording("Содержание", "Об авторе", "Примечания", "Примечание", "Назад к тексту", "Титульный лист", "Начало"),
    "el": Wording(
        "Περιεχόμενα", "Για τον συγγραφέα", "Σημειώσεις", "Σημείωση", "Επιστροφή στο κείμενο", "Σελίδα τίτλου", "Αρχή"
    ),
    "ar": Wording("المحتويات", "عن المؤلف", "الحواشي", "الحاشية", "العودة إلى النص", "صفحة العنوان", "البداية"),
    "he": Wording("תוכן העניינים", "על המחבר", "הערות", "הערה", "חזרה לטקסט", "עמוד השער", "התחלה"),
    "ja": Wording("目次", "著者について", "注", "注", "本文に戻る", "扉", "本文"),
    "zh": Wording("目录", "关于作者", "注释", "注释", "返回正文", "扉页", "正文"),
}


def wording(language: str) -> Wording:
    """The words for a BCP 47 tag, by its primary language; English where there are none."""
    return _in(_WORDINGS, language)


_CALLOUTS = {
    "en": "Note|Tip|Important|Warning|Caution",
    "de": "Hinweis|Tipp|Wichtig|Warnung|Vorsicht",
    "fr": "Remarque|Conseil|Important|Avertissement|Attention",
    "es": "Nota|Consejo|Importante|Advertencia|Precaución",
    "it": "Nota|Suggerimento|Importante|Avvertenza|Attenzione",
    "pt": "Nota|Dica|Importante|Aviso|Cuidado",
    "nl": "Opmerking|Tip|Belangrijk|Waarschuwing|Let op",
    "sv": "Obs|Tips|Viktigt|Varning|Försiktigt",
    "pl": "Uwaga|Wskazówka|Ważne|Ostrzeżenie|Ostrożnie",
    "ru": "Примечание|Совет|Важно|Предупреждение|Осторожно",
    "el": "Σημείωση|Συμβουλή|Σημαντικό|Προειδοποίηση|Προσοχή",
    "ar": "ملاحظة|نصيحة|مهم|تحذير|تنبيه",
    "he": "הערה|עצה|חשוב|אזהרה|זהירות",
    "ja": "注記|ヒント|重要|警告|注意",
    "zh": "说明|提示|重要|警告|注意",
}
_CALLOUT_NAMES = ("note", "tip", "important", "warning", "caution")
BLOCK_LABELS = (*_CALLOUT_NAMES, "about-the-author")
"""The keys of the words for blocks."""

_TASKS = {
    "en": "to do|done",
    "de": "zu tun|erledigt",
    "fr": "à faire|fait",
    "es": "por hacer|hecho",
    "it": "da fare|fatto",
    "pt": "por fazer|feito",
    "nl": "te doen|gedaan",
    "sv": "att göra|klart",
    "pl": "do zrobienia|zrobione",
    "ru": "надо сделать|сделано",
    "el": "εκκρεμεί|έγινε",
    "ar": "لم يتم|تم",
    "he": "לביצוע|בוצע",
    "ja": "未完了|完了",
    "zh": "待办|已完成",
}


def block_label(key: str, language: str) -> str:
    """What a block is called; `key` is one of `BLOCK_LABELS`."""
    if key == "about-the-author":
        return wording(language).about_the_author
    return _in(_CALLOUTS, language).split("|")[_CALLOUT_NAMES.index(key)]


def task_label(language: str, *, done: bool) -> str:
    """What a screen reader says of the box before a task."""
    return _in(_TASKS, language).split("|")[done]


_ON_SCREENS = {
    "en": "Skip to the text|Table",
    "de": "Zum Text springen|Tabelle",
    "fr": "Aller au texte|Tableau",
    "es": "Ir al texto|Tabla",
    "it": "Vai al testo|Tabella",
    "pt": "Ir para o texto|Tabela",
    "nl": "Naar de tekst|Tabel",
    "sv": "Hoppa till texten|Tabell",
    "pl": "Przejdź do tekstu|Tabela",
    "ru": "Перейти к тексту|Таблица",
    "el": "Μετάβαση στο κείμενο|Πίνακας",
    "ar": "انتقل إلى النص|جدول",
    "he": "דילוג לטקסט|טבלה",
    "ja": "本文へ移動|表",
    "zh": "跳到正文|表格",
}


_COVER = {
    "en": "Cover",
    "de": "Umschlag",
    "fr": "Couverture",
    "es": "Cubierta",
    "it": "Copertina",
    "pt": "Capa",
    "nl": "Omslag",
    "sv": "Omslag",
    "pl": "Okładka",
    "ru": "Обложка",
    "el": "Εξώφυλλο",
    "ar": "الغلاف",
    "he": "כריכה",
    "ja": "表紙",
    "zh": "封面",
}


def cover_label(language: str) -> str:
    """What the cover is called."""
    return _in(_COVER, language)


def skip_label(language: str) -> str:
    """What the link past the contents says, to those who go by the keyboard."""
    return _on_screens(language)[0]


def table_label(language: str) -> str:
    """What a screen reader calls the box in which a table scrolls."""
    return _on_screens(language)[1]


def _on_screens(language: str) -> list[str]:
    return _in(_ON_SCREENS, language).split("|")


@dataclass(frozen=True, slots=True)
class PageNames:
    """What the pages beside the text are called, for lists of them and for those who cannot see them."""

    copyright_page: str
    dedication: str
    colophon: str
    about_the_authors: str
    """The page about several authors."""


_PAGE_NAMES = {
    "en": PageNames("Copyright page", "Dedication", "Colophon", "About the authors"),
    "de": PageNames("Impressum", "Widmung", "Kolophon", "Über die Autoren"),
    "fr": PageNames("Page de copyright", "Dédicace", "Colophon", "À propos des auteurs"),
    "es": PageNames("Página de créditos", "Dedicatoria", "Colofón", "Sobre los autores"),
    "it": PageNames("Pagina del copyright", "Dedica", "Colophon", "Gli autori"),
    "pt": PageNames("Ficha técnica", "Dedicatória", "Colofão", "Sobre os autores"),
    "nl": PageNames("Colofon", "Opdracht", "Over deze uitgave", "Over de auteurs"),
    "sv": PageNames("Copyrightsida", "Dedikation", "Kolofon", "Om författarna"),
    "pl": PageNames("Strona redakcyjna", "Dedykacja", "Kolofon", "O autorach"),
    "ru": PageNames("Выходные сведения", "Посвящение", "Колофон", "Об авторах"),
    "el": PageNames("Σελίδα πνευματικών δικαιωμάτων", "Αφιέρωση", "Κολοφώνας", "Για τους συγγραφείς"),
    "ar": PageNames("صفحة حقوق النشر", "الإهداء", "بيانات الطباعة", "عن المؤلفين"),
    "he": PageNames("עמוד זכויות היוצרים", "הקדשה", "קולופון", "על המחברים"),
    "ja": PageNames("著作権表示", "献辞", "奥付", "著者について"),
    "zh": PageNames("版权页", "献词", "书末题记", "关于作者"),
}

CREDITED = ("trl", "edt", "ill", "pht", "aui", "cov")
"""The MARC relator codes for which there are words, in the order in which people are named."""

_CREDITS = {
    "en": ("Translated by", "Edited by", "Illustrated by", "Photographs by", "Introduction by", "Cover by"),
    "de": ("Übersetzt von", "Herausgegeben von", "Illustriert von", "Fotografien von", "Einleitung von", "Cover von"),
    "fr": (
        "Traduit par",
        "Édition établie par",
        "Illustré par",
        "Photographies par",
        "Préfacé par",
        "Couverture par",
    ),
    "es": ("Traducción de", "Edición de", "Ilustraciones de", "Fotografías de", "Introducción de", "Cubierta de"),
    "it": ("Traduzione di", "A cura di", "Illustrazioni di", "Fotografie di", "Introduzione di", "Copertina di"),
    "pt": ("Tradução de", "Edição de", "Ilustrações de", "Fotografias de", "Introdução de", "Capa de"),
    "nl": ("Vertaald door", "Onder redactie van", "Illustraties van", "Foto’s van", "Inleiding van", "Omslag van"),
    "sv": ("Översättning av", "Redigerad av", "Illustrationer av", "Fotografier av", "Inledning av", "Omslag av"),
    "pl": ("Przekład:", "Redakcja:", "Ilustracje:", "Fotografie:", "Wstęp:", "Okładka:"),
    "ru": ("Перевод:", "Редактор:", "Иллюстрации:", "Фотографии:", "Предисловие:", "Обложка:"),
    "el": ("Μετάφραση:", "Επιμέλεια:", "Εικονογράφηση:", "Φωτογραφίες:", "Εισαγωγή:", "Εξώφυλλο:"),
    "ar": ("ترجمة:", "تحرير:", "رسوم:", "تصوير:", "تقديم:", "تصميم الغلاف:"),
    "he": ("תרגום:", "עריכה:", "איורים:", "צילומים:", "הקדמה:", "עיצוב הכריכה:"),
    "ja": ("翻訳：", "編集：", "挿絵：", "写真：", "序文：", "装丁："),
    "zh": ("翻译：", "编辑：", "插图：", "摄影：", "序言：", "封面设计："),
}
"""In languages that would inflect the names after them, the words end in a colon."""


def page_name(key: str, language: str) -> str:
    """The name of a page for a BCP 47 tag; `key` is a field of `Wording` or `PageNames`."""
    words = wording(language)
    name = getattr(words, key) if hasattr(words, key) else getattr(page_names(language), key)
    assert isinstance(name, str)
    return name


def page_names(language: str) -> PageNames:
    """The names of pages for a BCP 47 tag; English where there are none."""
    return _in(_PAGE_NAMES, language)


def credit(role: str, language: str) -> str:
    """The words before the names of those who did what a MARC relator code of `CREDITED` says."""
    return _in(_CREDITS, language)[CREDITED.index(role)]


def _in(table: Mapping[str, _Words], language: str) -> _Words:
    return table.get(language.split("-")[0].lower(), table["en"])


_LABELS = {
    "en": Labels("Figure", "Table", "Equation", "Listing"),
    "de": Labels("Abbildung", "Tabelle", "Gleichung", "Listing"),
    "fr": Labels("Figure", "Tableau", "Équation", "Liste"),
    "es": Labels("Figura", "Tabla", "Ecuación", "Listado"),
    "it": Labels("Figura", "Tabella", "Equazione", "Listato"),
    "pt": Labels("Figura", "Tabela", "Equação", "Listagem"),
    "nl": Labels("Figuur", "Tabel", "Vergelijking", "Codefragment"),
    "sv": Labels("Figur", "Tabell", "Ekvation", "Kod"),
    "pl": Labels("Rysunek", "Tabela", "Równanie", "Wydruk"),
    "ru": Labels("Рисунок", "Таблица", "Уравнение", "Листинг"),
    "el": Labels("Σχήμα", "Πίνακας", "Εξίσωση", "Κώδικας"),
    "ar": Labels("الشكل", "الجدول", "المعادلة", "الشيفرة"),
    "he": Labels("איור", "טבלה", "משוואה", "קוד"),
    "ja": Labels("図", "表", "式", "コード"),
    "zh": Labels("图", "表", "公式", "代码"),
}


def labels(language: str) -> Labels:
    """The words before numbers for a BCP 47 tag, by its primary language; English where there are none."""
    return _LABELS.get(language.split("-")[0].lower(), _LABELS["en"])
