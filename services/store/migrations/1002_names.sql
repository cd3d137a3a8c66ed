-- What lists by name are sorted by: no case, no accents, wide letters as narrow ones. The same on every server, whatever its
-- locale and with ICU or without, so that an index keeps its order when either is upgraded.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    lower(translate(
        regexp_replace(normalize(name, NFKD) COLLATE "C", '[\u0300-\u036f\u3099\u309a]', '', 'g'),
        'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ',
        'αβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюя'
    ) COLLATE "C") COLLATE "C";

-- Beside the indexes by the name as it is, which older programs read.
CREATE INDEX stores_by_name_key ON stores ((name_key(name) COLLATE "C"), id);
CREATE INDEX stores_by_owner_and_name_key ON stores (owner, (name_key(name) COLLATE "C"), id);
CREATE INDEX menu_items_by_name_key ON menu_items (store_id, (name_key(name) COLLATE "C"), id);
