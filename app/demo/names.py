"""Names for made-up children of England: lists of common names by heritage, put together by chance.

No pair stands for a person, and no family name is one of the staff's. Long, double, hyphenated, accented names and
names with apostrophes are there on purpose, because a screen or a slip must bear them.
"""

from dataclasses import dataclass
from random import Random

from app.clinical.child import Gender


@dataclass(frozen=True, slots=True)
class Heritage:
    """Names that go together, the ETHNIC CATEGORY codes and languages (ISO 639-1) they go with, and their share."""

    share: float
    ethnic: str
    languages: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[str, ...]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip().replace("_", " ") for name in text.split(","))


_ENGLISH_GIRLS = _listed(
    "Olivia, Amelia, Isla, Ava, Ivy, Freya, Lily, Florence, Mia, Willow, Rosie, Sophia, Isabella, Grace, "
    "Daisy, Sienna, Poppy, Elsie, Emily, Ella, Evelyn, Phoebe, Evie, Charlotte, Harper, Millie, Matilda, "
    "Maya, Sophie, Alice, Emilia, Isabelle, Ruby, Luna, Maisie, Aria, Penelope, Mila, Bonnie, Eva, "
    "Hallie, Eliza, Ada, Violet, Esme, Orla, Chloe, Zoë, Siân, Niamh, Anaïs, Lily-Mae, Ellie-Rose, "
    "Anna-Louise, Gracie-Leigh, Wilhelmina, Seraphina-Josephine"
)
_ENGLISH_BOYS = _listed(
    "Noah, George, Oliver, Arthur, Leo, Harry, Oscar, Archie, Henry, Jack, Theodore, Freddie, Alfie, "
    "Charlie, Theo, Thomas, Jacob, Joshua, William, Finley, Luca, Albie, Isaac, Reuben, Edward, Lucas, "
    "Louie, Tommy, James, Roman, Elijah, Logan, Max, Harrison, Teddy, Mason, Daniel, Arlo, Ethan, "
    "Benjamin, Dylan, Jude, Rory, Toby, Sebastian, Ezra, Riley, Callum, Aidan, Rhys, Tyler-James, "
    "Alfie-Jay, Jean-Luc, Seán, Bartholomew, Maximilian-Alexander"
)
_ENGLISH_FAMILIES = _listed(
    "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Robinson, Wright, Thompson, Evans, "
    "Walker, White, Roberts, Green, Hall, Wood, Jackson, Clarke, Clark, Harrison, Scott, Ward, Moore, "
    "Cooper, King, Turner, Hill, Harris, Watson, Burns, Young, Richardson, Shaw, Carter, Stephenson, "
    "Robson, Armstrong, Charlton, Davison, Elliott, Fenwick, Gibson, Graham, Hodgson, Laidler, Milburn, "
    "Nicholson, Ord, Pattinson, Ramshaw, Storey, Thirlwell, Usher, Wardle, Younger, Featherstonehaugh, "
    "Cholmondeley-Warner, Fitzgerald-Montgomery, Gray-Allgood, Smith-Jones, St_John, De_la_Haye, Brontë, "
    "D'Arcy, Lee, Fry"
)

HERITAGES: tuple[Heritage, ...] = (
    Heritage(63, "A", ("en",), _ENGLISH_GIRLS, _ENGLISH_BOYS, _ENGLISH_FAMILIES),
    Heritage(
        4, "DEFG", ("en",), _ENGLISH_GIRLS, _ENGLISH_BOYS, _ENGLISH_FAMILIES + _listed("Okoro, Ali, Chaudhry, Baptiste")
    ),
    Heritage(
        2,
        "B",
        ("en",),
        _listed("Saoirse, Aoife, Caoimhe, Róisín, Ciara, Clodagh, Sinéad, Bríd"),
        _listed("Cillian, Oisín, Fionn, Conor, Darragh, Pádraig, Eoghan, Tadhg"),
        _listed("O'Connor, O'Neill, Murphy, Byrne, Ó_Súilleabháin, Ní_Dhomhnaill, McLaughlin, Gallagher"),
    ),
    Heritage(
        8,
        "C",
        ("pl", "ro", "lt", "pt", "bg", "uk", "en"),
        _listed("Zofia, Hanna, Łucja, Małgorzata, Ioana, Andreea, Gabija, Beatriz, Inês, Solomiya, Elena, Anastasia"),
        _listed("Jakub, Łukasz, Szymon, Władysław, Andrei, Ștefan, Matas, João, Nuno, Oleksandr, Dimitar, Mateusz"),
        _listed(
            "Kowalski, Wiśniewski, Wójcik, Zieliński, Popescu, Ionescu, Kazlauskas, da_Silva, Gonçalves, "
            "Shevchenko, Petrov, Nuñez"
        ),
    ),
    Heritage(
        4,
        "H",
        ("en", "pa", "gu", "hi", "ml", "ta"),
        _listed("Aanya, Diya, Simran, Priya, Anika, Jasleen, Meera, Kavya"),
        _listed("Arjun, Vihaan, Rohan, Harpreet, Dev, Ishaan, Karan, Venkatanarasimharajuvaripeta"),
        _listed("Patel, Singh, Kaur, Sharma, Nair, Krishnamurthy, Gill, Venkataraman, Thomas, Reddy"),
    ),
    Heritage(
        6,
        "J",
        ("ur", "en", "pa"),
        _listed("Aisha, Fatima, Zainab, Maryam, Hafsa, Noor, Khadija, Inaya"),
        _listed("Muhammad, Ibrahim, Yusuf, Hamza, Zain, Ayaan, Bilal, Mohammed-Ali"),
        _listed("Khan, Hussain, Ahmed, Mahmood, Akhtar, Iqbal, Malik, Shah, Mirza"),
    ),
    Heritage(
        3,
        "K",
        ("bn", "en"),
        _listed("Nusrat, Tasnim, Sumaiya, Ayesha, Farzana, Rahima"),
        _listed("Rahim, Tanvir, Nayeem, Abdur-Rahman, Imran, Sami"),
        _listed("Begum, Miah, Uddin, Chowdhury, Islam, Rahman"),
    ),
    Heritage(
        5,
        "N",
        ("en", "yo", "so", "fr", "ti", "sn"),
        _listed("Adaeze, Chidinma, Temitope, Amina, Hodan, Makena, Aminata, Selam"),
        _listed("Chukwuemeka, Oluwaseun, Tobi, Kwame, Abdi, Tinashe, Mamadou, Yonas"),
        _listed("Okonkwo, Adebayo, Oluwadamilola-Ogunbanjo, Mensah, Hassan, N'Diaye, Moyo, Tesfaye, Boateng, Mwangi"),
    ),
    Heritage(
        2,
        "MP",
        ("en",),
        _listed("Naomi, Tiana, Shanelle, Amara, Destiny, Renée"),
        _listed("Jaden, Malachi, Tyrell, Zion, Marcus, André"),
        _listed("Campbell, Baptiste, Grant, Gordon, St._Hilaire, Francis"),
    ),
    Heritage(
        3,
        "RSL",
        ("zh", "ar", "ku", "fa", "vi", "tl"),
        _listed("Mei, Xin_Yi, Layla, Shirin, Rojin, Linh, Maria-Cristina, Yasmin"),
        _listed("Wei, Jun_Hao, Omar, Karwan, Dariush, Minh, Juan_Miguel, Ali"),
        _listed("Chen, Wong, Al-Masri, Hosseini, Barzani, Nguyễn, Dela_Cruz, Xu, Ng, Li"),
    ),
)


@dataclass(frozen=True, slots=True)
class MadeUpName:
    """A name with what it suggests: an ETHNIC CATEGORY code and a language (ISO 639-1)."""

    family: str
    given: str
    preferred: str | None
    ethnic: str
    language: str


def made_up_name(gender: Gender, random: Random) -> MadeUpName:
    """A name by chance; a child whose gender is not stated may bear any."""
    heritage = random.choices(HERITAGES, [each.share for each in HERITAGES])[0]
    girl = gender is Gender.FEMALE or (gender is not Gender.MALE and random.random() < 0.5)
    given = random.choice(heritage.girls if girl else heritage.boys)
    preferred = given.replace("-", " ").split()[0] if "-" in given and random.random() < 0.5 else None
    # Whoever speaks another language at home is about as often bilingual: the first language is the likeliest.
    language = random.choices(heritage.languages, [2.0] + [1.0] * (len(heritage.languages) - 1))[0]
    return MadeUpName(random.choice(heritage.families), given, preferred, random.choice(heritage.ethnic), language)
