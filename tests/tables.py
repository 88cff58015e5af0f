"""Small records for tests of the tables."""

import datetime as dt

from normalise.records import (
    ActionRecord,
    FindingRecord,
    LevelRecord,
    OwnerRecord,
    PaperRecord,
    Records,
    UpdateRecord,
)


def records(stem: str = "a", actions: int = 3, **paper) -> Records:
    """A paper of Wenmarsh Police with some actions; another stem gives other rows."""
    path = f"{stem}.pdf"
    out = Records(
        papers=[PaperRecord(f"{stem}00", path, name=path, kind="delivery plan", actions=actions, **paper)]
    )
    for n in range(1, actions + 1):
        action_id = f"{stem}-{n}"
        out.actions.append(
            ActionRecord(
                action_id,
                f"{stem}00",
                path,
                "Hate Crime",
                "Hate Crime",
                "2023Q4",
                n,
                urn=f"1.{n}",
                action=f"Visit Harrowby, {stem} {n}",
                rag=("RED", "AMBER", "GREEN", None)[n % 4],
                page_first=1,
                page_last=1,
                x0=40.0,
                top=100.0 * n,
                x1=700.0,
                bottom=100.0 * n + 80,
                method="rulings",
                flags=["missing owner"] if n == 2 else [],
            )
        )
        out.owners.append(OwnerRecord(action_id, 1, f"Insp Reed {n}", rank_raw="Insp", name=f"Reed {n}"))
        out.levels.append(LevelRecord(action_id, 1, "Force", "Force"))
        out.updates.append(UpdateRecord(action_id, 1, "01/10/23", dt.date(2023, 10, 1), None, "Begun."))
        out.updates.append(
            UpdateRecord(action_id, 2, "09/11/23", dt.date(2023, 11, n % 28 + 1), "GREEN", "Visited.")
        )
    out.findings.append(
        FindingRecord(
            f"{stem}00", path, f"{stem}-2", 1, "missing owner", "warning", "owner_raw", None, "Who?"
        )
    )
    return out
