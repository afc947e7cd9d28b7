"""The items of an exchange are written in one statement with it: to look for it again for each of eighteen
took PostgreSQL a third of the time of an answer."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exchange_items") as items:  # SQLite copies the table
        items.drop_constraint("fk_exchange_items_exchange_id", type_="foreignkey")
