"""Run by Alembic with the connection that `webapp.store.migrate` has opened; it opens none of its own."""

from __future__ import annotations

from alembic import context

from webapp.store.rows.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
