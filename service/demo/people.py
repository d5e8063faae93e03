"""The made-up staff. One per group, two at the front desk, a supervisor and a process owner."""

from __future__ import annotations

from service.operations.people import NewPerson

PASSWORD = "demo"


def _person(name: str, display_name: str, *groups: str, supervises: tuple[str, ...] = ()) -> NewPerson:
    return NewPerson(
        name=name,
        password=PASSWORD,
        display_name=display_name,
        groups=groups,
        supervises=supervises,
        demo=True,
    )


PEOPLE = (
    _person("agent", "Amy Chen 陈雨", "customer_service"),
    _person("agent2", "Ben Ho 何斌", "customer_service"),
    _person("tech", "Tang Wei 唐伟", "technical_support"),
    _person("production", "Pan Jun 潘军", "production"),
    _person("logistics", "Lola Meyer", "logistics"),
    _person("finance", "Fang Li 方丽", "finance"),
    _person("aftersales", "Ada Song 宋雅", "aftersales"),
    _person("manager", "Ma Hong 马宏", "supervisor", "management_group", "tier_group", supervises=("*",)),
    _person("owner", "Olga Wirth", "process_owner"),
)
