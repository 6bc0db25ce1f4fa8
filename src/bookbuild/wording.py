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
