"""Where papers say what the register says of citizens."""

from __future__ import annotations

# Fields of a citizen: the kind by which two values are compared, and where a paper says it.
ROWS = {
    "full_name": ("name", ("full_name",)),
    "date_of_birth": ("date", ("date_of_birth",)),
    "sex": ("sex", ("sex",)),
    "personal_id": ("personal_id", ("personal_id",)),
    "old_id": ("old_id", ("old_id",)),
    "residence": ("place", ("residence", "current_residence")),
    "place_of_origin": ("place", ("place_of_origin",)),
    "father_full_name": ("name", ("father.full_name",)),
    "mother_full_name": ("name", ("mother.full_name",)),
    "phone": ("phone", ("phone",)),
}
