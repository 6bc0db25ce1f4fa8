"""The few words that bookbuild itself puts into a book, in the book's language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for readers; nothing here ever stands in the text of a manuscript."""

    contents: str
    about_the_author: str
    notes: str
    back: str
    """What a screen reader says of the link from a note back to the text."""
    title_page: str
    beginning: str


_WORDINGS = {
    "en": Wording("Contents", "About the author", "Notes", "Back to the text", "Title page", "Beginning"),
    "de": Wording("Inhalt", "Über den Autor", "Anmerkungen", "Zurück zum Text", "Titelseite", "Anfang"),
    "fr": Wording("Table des matières", "À propos de l’auteur", "Notes", "Retour au texte", "Page de titre", "Début"),
    "es": Wording("Índice", "Sobre el autor", "Notas", "Volver al texto", "Portada", "Comienzo"),
    "it": Wording("Indice", "L’autore", "Note", "Torna al testo", "Frontespizio", "Inizio"),
    "pt": Wording("Sumário", "Sobre o autor", "Notas", "Voltar ao texto", "Folha de rosto", "Início"),
    "nl": Wording("Inhoud", "Over de auteur", "Noten", "Terug naar de tekst", "Titelpagina", "Begin"),
    "sv": Wording("Innehåll", "Om författaren", "Noter", "Tillbaka till texten", "Titelsida", "Början"),
    "pl": Wording("Spis treści", "O autorze", "Przypisy", "Powrót do tekstu", "Strona tytułowa", "Początek"),
    "ru": Wording("Содержание", "Об авторе", "Примечания", "Назад к тексту", "Титульный лист", "Начало"),
    "el": Wording("Περιεχόμενα", "Για τον συγγραφέα", "Σημειώσεις", "Επιστροφή στο κείμενο", "Σελίδα τίτλου", "Αρχή"),
    "ar": Wording("المحتويات", "عن المؤلف", "الحواشي", "العودة إلى النص", "صفحة العنوان", "البداية"),
    "he": Wording("תוכן העניינים", "על המחבר", "הערות", "חזרה לטקסט", "עמוד השער", "התחלה"),
    "ja": Wording("目次", "著者について", "注", "本文に戻る", "扉", "本文"),
    "zh": Wording("目录", "关于作者", "注释", "返回正文", "扉页", "正文"),
}


def wording(language: str) -> Wording:
    """The words for a BCP 47 tag, by its primary language; English where there are none."""
    return _WORDINGS.get(language.split("-")[0].lower(), _WORDINGS["en"])


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


def callout_title(language: str, name: str) -> str:
    """What a callout without a title of its own is called: `note`, `tip`, `important`, `warning` or `caution`."""
    words = _CALLOUTS.get(language.split("-")[0].lower(), _CALLOUTS["en"])
    return words.split("|")[_CALLOUT_NAMES.index(name)]


def task_label(language: str, *, done: bool) -> str:
    """What a screen reader says of the box before a task."""
    return _TASKS.get(language.split("-")[0].lower(), _TASKS["en"]).split("|")[done]


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


def skip_label(language: str) -> str:
    """What the link past the contents says, to those who go by the keyboard."""
    return _on_screens(language)[0]


def table_label(language: str) -> str:
    """What a screen reader calls the box in which a table scrolls."""
    return _on_screens(language)[1]


def _on_screens(language: str) -> list[str]:
    return _ON_SCREENS.get(language.split("-")[0].lower(), _ON_SCREENS["en"]).split("|")
