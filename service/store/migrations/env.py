"""What alembic runs: all migrations in the one transaction `upgrade` opened."""

from alembic import context

from service.domain.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
