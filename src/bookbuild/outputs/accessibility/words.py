"""What an edition says of its accessibility in sentences, in the language of the book."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences for readers who choose a book by whether they will be able to read it."""

    text: str
    all_described: str
    some_described: str
    """Of pictures, where not all have words."""
    pages: str


_SENTENCES = {
    "en": Sentences(
        "The text can be read aloud or enlarged, and its headings, notes and contents are linked.",
        "Every picture is described in words.",
        "Not every picture is described in words.",
        "The page numbers of the print edition are marked.",
    ),
    "de": Sentences(
        "Der Text kann vorgelesen und vergrößert werden; Überschriften, Anmerkungen und Inhalt sind verlinkt.",
        "Alle Bilder sind in Worten beschrieben.",
        "Nicht alle Bilder sind in Worten beschrieben.",
        "Die Seitenzahlen der gedruckten Ausgabe sind vermerkt.",
    ),
    "fr": Sentences(
        "Le texte peut être lu à voix haute ou agrandi ; titres, notes et table des matières sont liés.",
        "Toutes les images sont décrites.",
        "Certaines images ne sont pas décrites.",
        "Les numéros de page de l’édition imprimée sont indiqués.",
    ),
    "es": Sentences(
        "El texto puede leerse en voz alta o ampliarse; los títulos, las notas y el índice están enlazados.",
        "Todas las imágenes están descritas.",
        "No todas las imágenes están descritas.",
        "Se indican los números de página de la edición impresa.",
    ),
    "it": Sentences(
        "Il testo può essere letto ad alta voce o ingrandito; titoli, note e indice sono collegati.",
        "Tutte le immagini sono descritte.",
        "Non tutte le immagini sono descritte.",
        "Sono indicati i numeri di pagina dell’edizione a stampa.",
    ),
    "pt": Sentences(
        "O texto pode ser lido em voz alta ou ampliado; os títulos, as notas e o sumário têm ligações.",
        "Todas as imagens estão descritas.",
        "Nem todas as imagens estão descritas.",
        "Estão indicados os números de página da edição impressa.",
    ),
    "nl": Sentences(
        "De tekst kan worden voorgelezen of vergroot; koppen, noten en inhoudsopgave zijn gekoppeld.",
        "Alle afbeeldingen zijn in woorden beschreven.",
        "Niet alle afbeeldingen zijn in woorden beschreven.",
        "De paginanummers van de gedrukte uitgave zijn aangegeven.",
    ),
    "sv": Sentences(
        "Texten kan läsas upp eller förstoras, och rubriker, noter och innehåll är länkade.",
        "Alla bilder är beskrivna i ord.",
        "Alla bilder är inte beskrivna i ord.",
        "Den tryckta utgåvans sidnummer är utmärkta.",
    ),
    "pl": Sentences(
        "Tekst można odczytać na głos lub powiększyć; nagłówki, przypisy i spis treści są połączone odsyłaczami.",
        "Wszystkie ilustracje są opisane słowami.",
        "Nie wszystkie ilustracje są opisane słowami.",
        "Zaznaczono numery stron wydania drukowanego.",
    ),
    "ru": Sentences(
        "Текст можно прослушать или увеличить; заголовки, примечания и содержание связаны ссылками.",
        "Все изображения описаны словами.",
        "Не все изображения описаны словами.",
        "Отмечены номера страниц печатного издания.",
    ),
    "el": Sentences(
        "Το κείμενο μπορεί να διαβαστεί φωναχτά ή να μεγεθυνθεί· τίτλοι, σημειώσεις και περιεχόμενα έχουν συνδέσμους.",
        "Όλες οι εικόνες περιγράφονται με λόγια.",
        "Δεν περιγράφονται όλες οι εικόνες με λόγια.",
        "Σημειώνονται οι αριθμοί σελίδων της έντυπης έκδοσης.",
    ),
    "ar": Sentences(
        "يمكن قراءة النص بصوت مسموع أو تكبيره، والعناوين والحواشي والمحتويات مرتبطة بروابط.",
        "كل الصور موصوفة بالكلمات.",
        "ليست كل الصور موصوفة بالكلمات.",
        "أرقام صفحات الطبعة الورقية مبيّنة.",
    ),
    "he": Sentences(
        "אפשר להקריא את הטקסט או להגדילו, והכותרות, ההערות ותוכן העניינים מקושרים.",
        "כל התמונות מתוארות במילים.",
        "לא כל התמונות מתוארות במילים.",
        "מספרי העמודים של המהדורה המודפסת מסומנים.",
    ),
    "ja": Sentences(
        "本文は読み上げや拡大ができ、見出し・注・目次はリンクされています。",
        "すべての画像に説明があります。",
        "一部の画像には説明がありません。",
        "印刷版のページ番号が示されています。",
    ),
    "zh": Sentences(
        "正文可以朗读或放大，标题、注释和目录均有链接。",
        "所有图片都有文字说明。",
        "部分图片没有文字说明。",
        "标有印刷版的页码。",
    ),
}


def sentences(language: str) -> Sentences:
    """The sentences for a BCP 47 tag, by its primary language; English where there are none."""
    return _SENTENCES.get(language.split("-")[0].lower(), _SENTENCES["en"])
