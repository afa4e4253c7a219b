#!/usr/bin/env bash
# The life of four items, told with the tool. The tests run it in an empty folder.
set -euo pipefail
. "$(dirname "$0")/acceptance/people.sh"

mona; day 2026-03-02
kaizen init --name "Example Ltd"
kaizen people add arjun.mehta --name "Arjun Mehta" --email arjun@example.com --department IT
kaizen people add dana.okafor --name "Dana Okafor" --email dana@example.com --department Facilities
kaizen people add priya.nair --name "Priya Nair" --email priya@example.com --role auditor

# The first item: found, accepted, analysed, fixed, signed off, verified.
dana
id=$(kaizen add "Badge reader on the east door drops failed attempts" \
  --kind corrective-action --grade minor-nonconformity --significance major \
  --source incident:INC-481 --risk RSK-12=16 \
  --description "During the walkthrough of 27 February the reader logged granted entries only.")
mona; day 2026-03-05
kaizen accept $id --owner arjun.mehta --due 2026-05-15 \
  --criterion "Each failed badge attempt reaches the SIEM within 60 s, 30 days in a row." \
  -m "Repeats a finding of the 2025 internal audit."
arjun; day 2026-03-06
kaizen correct $id -m "Guard posted at the east door until the firmware is replaced."
dana; day 2026-03-09
kaizen why $id \
  --why "Why were failed attempts not logged?" "The reader firmware drops them above two per second." \
  --because "The firmware is from 2019." \
  --because "Door controllers are not part of the monthly patch cycle." \
  --because "They are in no asset inventory." \
  --because "Facilities buys them and nothing tells IT." \
  --root-cause "Firmware of door controllers is outside the patch process." --cause-code patch-management
arjun; day 2026-03-12
action=$(kaizen action add $id "Bring door controllers into the monthly patch cycle." --procedure SOP-PATCH-03 --due 2026-05-01)
kaizen resource request $id --kind budget --amount 1200 --unit EUR --purpose "Firmware licences"
mona; day 2026-03-16
kaizen resource approve $id --reference PO-2026-118
day 2026-04-27
kaizen extend $id --to 2026-06-15 -m "The supplier delivers the firmware four weeks late."
kaizen action set $id $action --due 2026-06-01 -m "Follows the new target date."
arjun; day 2026-05-28
kaizen action done $id -m "Patched with the May cycle."
day 2026-06-10
echo "controller,firmware" > firmware.csv; echo "east,4.2" >> firmware.csv
kaizen sign-off $id --evidence firmware.csv -m "All door controllers run 4.2 and are in the patch cycle."
priya; day 2026-09-08
kaizen verify $id --method sampling --result effective --risk RSK-12=6 \
  --evidence-url https://logs.example.com/reader-east/2026-08 \
  -m "Thirty days of reader logs compared with the visitor list: no failed attempt missing."

# A second is rejected.
dana; day 2026-09-10
second=$(kaizen suggest "Replace all visitor badges with wristbands" --department Facilities)
mona; day 2026-09-14
kaizen reject $second --review-on 2027-09-01 -m "Badges are collected at the desk; the risk is low and accepted."

# A third goes overdue.
dana
third=$(kaizen add "Screens at reception can be read by visitors" --kind improvement --grade opportunity \
  --significance minor --source site-walkthrough:2026-09 --category physical --environment office \
  --description "From the sofa the visitor list of the day can be read.")
mona
kaizen accept $third --owner dana.okafor --due 2026-10-01 --criterion "Nothing can be read from the visitors' side." \
  -m "Cheap, and visitors notice it."

# A fourth is verified as not effective, and then again after a new analysis.
priya; day 2026-09-15
fourth=$(kaizen add "Leavers keep their cloud accounts for weeks" --kind corrective-action --grade minor-nonconformity \
  --significance minor --source internal-audit:IA-2026-07 --category process --environment cloud --control A.5.18 \
  --description "Three of ten sampled leavers of August still had an account in September.")
mona; day 2026-09-16
kaizen accept $fourth --owner arjun.mehta --due 2026-10-15 --criterion "No leaver has an account after one day, 30 days in a row." \
  -m "A minor nonconformity of the internal audit."
arjun; day 2026-09-21
kaizen why $fourth --because "Nobody told IT." --because "The leaver's form reaches payroll only." \
  --because "It is older than the cloud accounts." --because "Nobody owns the form." \
  --because "Forms are not reviewed when systems change." --root-cause "The leaver process ends before IT." --cause-code leaver-process
day 2026-10-01
kaizen sign-off $fourth -m "The form goes to the service desk since 28 September."
priya; day 2026-11-02
kaizen verify $fourth --method sampling --result not-effective --due 2026-12-15 \
  --evidence-url https://audit.example.com/IA-2026-07/sample-2 \
  -m "One of ten leavers of October still had an account after nine days."
arjun; day 2026-11-09
kaizen why $fourth --because "The desk handled the form by hand and missed one." --because "A form is not a trigger." \
  --because "Payroll's system could send one and does not." --because "No interface was ever asked for." \
  --because "IT and HR plan their systems apart." --root-cause "Removal depends on a person remembering it."
day 2026-12-07
kaizen sign-off $fourth -m "Payroll's leaving date disables the account the same night."
priya; day 2027-01-12
kaizen verify $fourth --method test --result effective --evidence-url https://audit.example.com/IA-2026-07/sample-3 \
  -m "All fourteen leavers of December were disabled within one day."

# What the register says now.
kaizen list --all
kaizen show $id
kaizen stale
kaizen check || echo "check ended with $?"
