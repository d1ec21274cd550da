"""Whether a covered business lies in the field for which the body is accredited. Nobody asked it of earlier entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coverages", sa.Column("within_field", sa.Boolean(), nullable=True))
