"""Every emblem by name, and which of them shows which product of the demo market."""

from collections.abc import Callable
from functools import partial

from storefront.demo.drawing import clay, cloth, craft, fish, garden, kitchen, pantry, props, sea, snacks
from storefront.demo.drawing.canvas import Pen

Emblem = Callable[[Pen], None]

SOGA, NILA, INK = "#6B2F1A", "#24406E", "#3B1A10"
CAP_KOI = cloth.koi_motif(ground_dots="#F3D9A0", fish="#F6E3C0", patch="#C84A22", line="#D9A24A")
TULIS_KOI = cloth.koi_motif(ground_dots="#CFE0E6", fish="#FFF7EC", patch="#E2571E", line="#8FC0CC")

EMBLEMS: dict[str, Emblem] = {
    "drum": craft.drum,
    "drum_middle": partial(craft.drum, wood="#A9652F", band="#1F6B3B"),
    "drum_big": partial(craft.drum, wood="#5E3217", rope="#FFF3D4", band="#E9A820", carved=True),
    "drums": craft.drums,
    "board": craft.board,
    "rattan_bag": craft.rattan_bag,
    "bark_bag": craft.bark_bag,
    "doll": craft.doll,
    "bracelet": craft.bracelet,
    "cloth_koi": partial(cloth.cloth, motif=CAP_KOI, base=SOGA, edge=INK),
    "cloth_koi_drawn": partial(cloth.cloth, motif=TULIS_KOI, base="#1B4A5E", edge="#7A2E18"),
    "cloth_hornbill": partial(cloth.cloth, motif=cloth.hornbill_motif, base="#1E2A4A", edge="#7A1F1A"),
    "cloth_flowers": partial(cloth.cloth, motif=cloth.flower_motif, base="#23425E", edge="#5A2312"),
    "shirt_blitar": partial(cloth.shirt, motif=cloth.belimbing_motif, base="#5A2B1A", edge=INK),
    "shirt_tarakan": partial(cloth.shirt, motif=cloth.hornbill_motif, base="#1F3A3A", edge="#7A1F1A"),
    "shawl": partial(cloth.shawl, motif=cloth.parang_motif("#F3E0B8", "#E9A820"), base=NILA, edge="#14284A"),
    "star_fruits": garden.star_fruits,
    "fruit_basket": garden.fruit_basket,
    "seedling": garden.seedling,
    "pineapple": garden.pineapple,
    "spinach": garden.spinach,
    "chillies": garden.chillies,
    "wafers": snacks.wafers,
    "crisps": snacks.crisps,
    "dodol_star_fruit": partial(snacks.wrapped_sweets, paint="#EDA92B", second="#8FBF5A", sign="#7A2E18"),
    "dodol_seaweed": partial(snacks.wrapped_sweets, paint="#5FAE6B", second="#F3DFA0", sign="#1F5A44"),
    "husk_string": snacks.husk_string,
    "besek": snacks.besek,
    "sweets_jar": partial(props.jar, filling=snacks.sweets_in_jar, lid="#B3261E"),
    "brittle": snacks.brittle,
    "prawn_crackers": snacks.prawn_crackers,
    "sticks": snacks.sticks,
    "puffs_mackerel": partial(snacks.puffed, tone="#EBC07A", fleck="#8A5A2A", bowl="#243B7A"),
    "puffs_seaweed": partial(snacks.puffed, tone="#D9C98A", fleck="#2F6B3A", bowl="#B3261E"),
    "juice": kitchen.juice,
    "sauce_bottle": kitchen.sauce_bottle,
    "peanut_sauce": kitchen.peanut_sauce,
    "rice_box": kitchen.rice_box,
    "layer_cake": kitchen.layer_cake,
    "mortar": clay.mortar,
    "mortar_filled": partial(clay.mortar, paint="#5A4A44", filled=True),
    "flower_pot": clay.flower_pot,
    "tall_jar": clay.tall_jar,
    "koi_small": fish.koi_small,
    "koi_chosen": fish.koi_chosen,
    "koi_champion": fish.koi_champion,
    "milkfish": fish.milkfish,
    "thin_fish": fish.thin_fish,
    "anchovies": fish.anchovies,
    "egg_basket": pantry.egg_basket,
    "egg_tray": pantry.egg_tray,
    "broken_eggs": pantry.broken_eggs,
    "beans": pantry.beans,
    "coffee_kelud": partial(pantry.coffee_bag, paper="#3A2A22", band="#B3261E", sign="volcano", word="KELUD"),
    "coffee_excelsa": partial(pantry.coffee_bag, paper="#C9A06A", band="#1F6B3B", sign="cherries", word="EXCELSA"),
    "coffee_paguntaka": partial(pantry.coffee_bag, paper="#243B5A", band="#C98A12", sign="waves", word="PAGUNTAKA"),
    "sugar_moulds": pantry.sugar_moulds,
    "palm_sugar": pantry.palm_sugar,
    "rice_village": partial(pantry.rice_sack, main="#1F6B3B", second="#F6D98B", sign="paddy"),
    "rice_harbour": partial(pantry.rice_sack, main="#243B7A", second="#F6D98B", sign="waves"),
    "corn_rice": pantry.corn_rice,
    "chocolate": pantry.chocolate,
    "cocoa_powder": pantry.cocoa_powder,
    "crab_on_ice": sea.crab_on_ice,
    "prawns_big": partial(sea.prawns, count=3),
    "prawns_small": partial(sea.prawns, count=5),
    "clams": sea.clams,
    "seaweed": sea.seaweed,
    "floss": partial(props.jar, filling=sea.floss, lid="#7A4426", label=sea.crab_sign),
}

PRODUCTS: dict[str, str] = dict(
    zip(
        (f"P{number:03}" for number in range(1, 70)),
        (
            *("drum", "drum_middle", "drum_big", "drums", "board"),
            *("cloth_koi", "cloth_koi_drawn", "shirt_blitar", "shawl"),
            *("star_fruits", "fruit_basket", "seedling"),
            *("wafers", "crisps", "dodol_star_fruit", "juice", "peanut_sauce"),
            *("husk_string", "besek", "sweets_jar", "brittle", "rice_box"),
            *("mortar", "mortar_filled", "flower_pot", "tall_jar"),
            *("koi_small", "koi_chosen", "koi_champion"),
            *("egg_basket", "egg_tray", "broken_eggs"),
            *("coffee_kelud", "beans", "coffee_excelsa"),
            *("sugar_moulds", "palm_sugar"),
            *("rice_village", "corn_rice", "pineapple"),
            *("chocolate", "cocoa_powder"),
            *("cloth_hornbill", "cloth_flowers", "shirt_tarakan"),
            *("thin_fish", "anchovies", "prawn_crackers", "floss"),
            *("seaweed", "dodol_seaweed", "sticks"),
            *("crab_on_ice", "prawns_big", "prawns_small", "clams"),
            *("puffs_mackerel", "puffs_seaweed", "layer_cake"),
            *("rattan_bag", "bark_bag", "doll", "bracelet"),
            *("sauce_bottle", "spinach", "chillies", "coffee_paguntaka"),
            *("milkfish", "rice_harbour"),
        ),
        strict=True,
    )
)
