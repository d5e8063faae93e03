"""The tasks of runs beside a case name the case, as those of the run that handles it do."""

from alembic import op

revision = "0021"
down_revision = "0020"

_CASE = "SELECT r.case_id FROM case_run r WHERE r.instance_id = {table}.instance_id"
_BESIDE = "instance_id IN (SELECT instance_id FROM case_run)"


def upgrade() -> None:
    """Tell the tasks there are, the signatures under them, and the tier the lists are read by."""
    op.execute(f"UPDATE user_task SET case_id = ({_CASE.format(table='user_task')}) WHERE {_BESIDE}")
    op.execute(
        "UPDATE section_signature SET case_id ="
        " (SELECT t.case_id FROM user_task t WHERE t.id = section_signature.task_id)"
        " WHERE case_id IS NULL"
    )
    op.execute(
        "UPDATE user_task_group SET tier ="
        " (SELECT c.tier FROM user_task t JOIN service_case c ON c.id = t.case_id"
        " WHERE t.id = user_task_group.task_id)"
        f" WHERE open AND {_BESIDE}"
    )
