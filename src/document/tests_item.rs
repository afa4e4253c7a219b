//! The sample item of the design.

pub(super) const ITEM: &str = r#"#:schema ../../schemas/item.schema.json
schema = 1
id = "IMP-2026-K7QD"
title = "Badge reader on the east door drops failed attempts"
status = "implemented"                # derived: raised accepted in-progress implemented closed rejected deferred

kind = "corrective-action"            # the agreed terms: corrective-action | improvement
grade = "minor-nonconformity"         # major-nonconformity | minor-nonconformity | observation | opportunity
significance = "major"                # major | minor
owner = "arjun.mehta"
due = 2026-05-15
verify_on = 2026-08-01                # planned effectiveness review of this round
success_criterion = "Each failed badge attempt reaches the SIEM within 60 s, 30 days in a row."

category = "physical"                 # physical | technical | behavioural | process
environment = ["office"]              # office | home | cloud
enhances = ["effectiveness"]          # suitability | adequacy | effectiveness
controls = [                          # Annex A 2022 controls or ISMS clauses, checked against the real list
  "A.7.2",
  "A.8.15",
]
tags = [
  "facilities",
]
recurrence_of = "IMP-2025-M2VA"       # the same cause came back; follow_up_of: what an ineffective fix led to
raised_on = 2026-03-02
raised_by = "dana.okafor"             # or "anonymous", or "Name <mail>" of someone outside people.toml, with
department = "Facilities"             # their department
sources = [                           # at least one, KIND:REFERENCE
  "incident:INC-481",
]
description = """
During the walkthrough of 27 February the reader logged granted entries only.
"""

[risk]                                # score before; the score after is in the `verified` event
RSK-12 = 16

[correction]                          # the immediate fix, allowed before any analysis
by = "arjun.mehta"
on = 2026-03-02
description = "Guard posted at the east door until the firmware is replaced."

[[analysis]]                          # why the system let it happen; one a round, the newest counts
method = "five-whys"                  # five-whys | fishbone | fault-tree | fmea | 8d | other
by = "dana.okafor"
on = 2026-03-09
root_cause = "Firmware of door controllers is outside the patch process."
cause_code = "patch-management"       # the organisation's own short list, for repetition
escape_point = "Nobody compares reader logs with the visitor list."
similar_elsewhere = "The north and loading doors run the same firmware."

[[analysis.why]]                      # an ordered chain; each answer is the next question's subject
question = "Why were failed attempts not logged?"
answer = "The reader firmware drops them above two per second."
evidence = "vendor note 2024-117"

[action.7KQ]                          # what changes; its owner and date are agreed terms too
owner = "arjun.mehta"
due = 2026-05-01
procedure = "SOP-PATCH-03"            # operating procedure changed (A.5.37)
description = "Bring door controllers into the monthly patch cycle."

[resource.M2V]                        # what it needs; the decision is an event
kind = "budget"                       # budget | time | people | tool
amount = 1200
unit = "EUR"
purpose = "Firmware licences"

[event.3f9c21b07a4de815]              # append-only, last in the file; every act by a person
after = ["a01be2c4490d7f36"]         # the newest events it has seen: their whole hashes
act = "accepted"
by = "mona.lind"
at = 2026-03-05T09:12:44Z
text = "Repeats a finding of the 2025 internal audit."
reference = "MR-2026-Q1"
terms = { owner = "arjun.mehta", due = 2026-05-15, success_criterion = "Each failed …" }
content = "sha256:…"
signature = "-----BEGIN SSH SIGNATURE-----\nU1NI…\n-----END SSH SIGNATURE-----\n"
hash = "3f9c21b07a4de815…"            # 64 digits; the table's name is its first 16, a short name only
"#;
