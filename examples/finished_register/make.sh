#!/usr/bin/env bash
# Makes a finished register act by act, in a new repository, with a history of its own:
#   examples/finished_register/make.sh DIR
# Day by day, as it would be. The clock, git's dates and the random ids are fixed, so that it comes out the same every time.
# The files it makes are kept beside it, in register/, for reading; a test holds both equal.
set -euo pipefail
dir=${1:?usage: make.sh DIR}
tmp=$(mktemp -d); trap 'rm -r "$tmp"' EXIT
mkdir -p "$dir"; cd "$dir"
export KAIZEN_SEED=finished-register GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset KAIZEN_REGISTER KAIZEN_USER

as() { export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2" GIT_COMMITTER_NAME="$1" GIT_COMMITTER_EMAIL="$2"; }
mona() { as "Mona Lind" mona@example.com; }
arjun() { as "Arjun Mehta" arjun@example.com; }
dana() { as "Dana Okafor" dana@example.com; }
priya() { as "Priya Nair" priya@example.com; }
tomas() { as "Tomás Rey" tomas@example.com; }
day() { export KAIZEN_TODAY="$1T09:00:00Z" GIT_AUTHOR_DATE="$1T09:00:00Z" GIT_COMMITTER_DATE="$1T09:00:00Z"; }

mona; day 2026-01-12
git init -q --initial-branch=main --object-format=sha1
kaizen init --name "Example Ltd" --timezone Europe/Berlin
kaizen people add arjun.mehta --name "Arjun Mehta" --email arjun@example.com --department IT --security-team
kaizen people add dana.okafor --name "Dana Okafor" --email dana@example.com --department Facilities
kaizen people add priya.nair --name "Priya Nair" --email priya@example.com --department Audit --role auditor
kaizen people add tomas.rey --name "Tomás Rey" --email tomas@example.com --department "Human Resources"

# Closed: an incident, its cause, the fix, and thirty days of proof.
dana; day 2026-03-02
badge=$(kaizen add "Badge reader on the east door drops failed attempts" \
  --kind corrective-action --grade minor-nonconformity --significance major \
  --source incident:INC-481 --source site-walkthrough:2026-02-27 --risk RSK-12=16 \
  --category physical --environment office --enhances effectiveness --control A.7.2 --control A.8.15 --tag doors \
  --description "During the walkthrough of 27 February the reader on the east door logged granted entries only.
Three attempts with a blocked badge, made on purpose at 14:05, are not in the log.")
mona; day 2026-03-05
kaizen accept $badge --owner arjun.mehta --due 2026-05-15 --reference DEC-2026-07 \
  --criterion "Each failed badge attempt reaches the SIEM within 60 s, 30 days in a row." \
  -m "Repeats a finding of the 2025 internal audit."
arjun; day 2026-03-06
kaizen correct $badge -m "Guard posted at the east door until the firmware is replaced."
dana; day 2026-03-09
kaizen why $badge \
  --why "Why were failed attempts not logged?" "The reader firmware drops them above two per second." \
  --because "The firmware is from 2019." \
  --because "Door controllers are not part of the monthly patch cycle." \
  --because "They are in no asset inventory." \
  --because "Facilities buys them and nothing tells IT." \
  --root-cause "Firmware of door controllers is outside the patch process." --cause-code patch-management \
  --escape-point "Nobody compares reader logs with the visitor list." \
  --similar-elsewhere "The north and loading doors run the same firmware."
arjun; day 2026-03-12
patch=$(kaizen action add $badge "Bring door controllers into the monthly patch cycle." --procedure SOP-PATCH-03 --due 2026-05-01)
compare=$(kaizen action add $badge "Compare reader logs with the visitor list each Monday." --owner dana.okafor --due 2026-05-08)
kaizen resource request $badge --kind budget --amount 1200 --unit EUR --purpose "Firmware licences for six controllers"
mona; day 2026-03-16
kaizen resource approve $badge --reference PO-2026-118

mona; day 2026-04-27
kaizen extend $badge --to 2026-06-15 -m "The supplier delivers the firmware four weeks late."
kaizen action set $badge $patch --due 2026-06-01 -m "Follows the new target date."

dana; day 2026-05-04
kaizen action done $badge $compare -m "First comparison made today."

# In progress: a fix that did not hold, with a second analysis.
priya; day 2026-05-11
leavers=$(kaizen add "Leavers keep their cloud accounts for weeks" \
  --kind corrective-action --grade minor-nonconformity --significance minor \
  --source internal-audit:IA-2026-07 --category process --environment cloud --control A.5.18 --risk RSK-31=12 \
  --description "Three of ten sampled leavers of April still had an account in May.")
mona; day 2026-05-13
kaizen accept $leavers --owner tomas.rey --due 2026-07-15 \
  --criterion "No leaver has an account after one day, 30 days in a row." -m "Minor nonconformity IA-2026-07."
tomas; day 2026-05-18
kaizen start $leavers
kaizen why $leavers --because "Nobody told IT." --because "The leaver's form reaches payroll only." \
  --because "It is older than the cloud accounts." --because "Nobody owns the form." \
  --because "Forms are not reviewed when systems change." \
  --root-cause "The leaver process ends before IT." --cause-code leaver-process
arjun; day 2026-05-28
kaizen action done $badge $patch -m "Patched with the May cycle."

arjun; day 2026-06-10
printf 'controller,firmware,patched_on\neast,4.2,2026-05-26\nnorth,4.2,2026-05-27\nloading,4.2,2026-05-27\n' > "$tmp/firmware.csv"
kaizen sign-off $badge --evidence "$tmp/firmware.csv" -m "All door controllers run 4.2 and are in the patch cycle."

tomas; day 2026-07-10
kaizen sign-off $leavers -m "The form goes to the service desk since 6 July."

# Implemented, waiting for its review.
tomas; day 2026-08-03
training=$(kaizen add "New staff cannot tell how to report a phishing mail" \
  --kind improvement --grade opportunity --significance minor --source training-feedback:ONB-2026-06 \
  --category behavioural --environment home --environment office --control A.6.3 --control A.6.8 \
  --description "Seven of nine newcomers of June asked where to send a suspicious mail after the training.")
mona; day 2026-08-05
kaizen accept $training --owner tomas.rey --due 2026-09-30 --verify-on 2026-12-01 \
  --criterion "Nine of ten newcomers report the test mail within a day." -m "Costs a slide and a button."
priya; day 2026-08-17
kaizen verify $leavers --method sampling --result not-effective --due 2026-11-30 \
  --evidence-url https://audit.example.com/IA-2026-07/sample-2 \
  -m "One of ten leavers of July still had an account after nine days."
tomas; day 2026-08-24
kaizen why $leavers --because "The desk handled the form by hand and missed one." --because "A form is not a trigger." \
  --because "Payroll's system could send one and does not." --because "No interface was ever asked for." \
  --because "IT and HR plan their systems apart." \
  --root-cause "Removal depends on a person remembering it." --cause-code leaver-process
kaizen action add $leavers "Let payroll's leaving date disable the account the same night." --owner arjun.mehta --due 2026-11-15

priya; day 2026-09-08
kaizen verify $badge --method sampling --result effective --risk RSK-12=6 \
  --evidence-url https://logs.example.com/reader-east/2026-08 \
  -m "Thirty days of reader logs compared with the visitor list: no failed attempt missing."

# Accepted.
dana; day 2026-09-14
screens=$(kaizen add "Screens at reception can be read by visitors" \
  --kind improvement --grade opportunity --significance minor --source site-walkthrough:2026-09 \
  --category physical --environment office --control A.7.7 \
  --description "From the sofa the visitor list of the day can be read.")
mona; day 2026-09-16
kaizen accept $screens --owner dana.okafor --due 2026-12-18 \
  --criterion "Nothing can be read from the visitors' side." -m "Cheap, and visitors notice it."

# Deferred.
arjun; day 2026-09-17
siem=$(kaizen add "Cloud audit logs are kept for thirty days only" \
  --kind improvement --grade observation --significance minor --source risk:RSK-40 --risk RSK-40=9 \
  --category technical --environment cloud --control A.8.15 \
  --description "The longest investigation of the year needed logs of sixty days.")
tomas; day 2026-09-21
kaizen sign-off $training -m "The report button is shown, and tried by everybody, in the first hour of the training."
mona; day 2026-09-21
kaizen defer $siem --until 2027-01-15 -m "The contract with the log store is renewed in January; until then a longer period costs double."

# The management review of the quarter.
mona; day 2026-09-22
printf '# Management review of 22 September 2026\n\nThe improvement register was gone through; seven items, one of them closed this month.\n' > "$tmp/minutes.md"
kaizen review record --held-on 2026-09-22 --chair mona.lind --attendee priya.nair --attendee tomas.rey --minutes "$tmp/minutes.md" \
  --decision "The interface between payroll and the directory comes before the other projects of IT." --item $leavers \
  --decision "Facilities names a second person for the Monday comparison." --item $badge

# Rejected.
mona; day 2026-09-22
wristbands=$(kaizen suggest "Replace all visitor badges with wristbands" --anonymous --department Facilities)
kaizen reject $wristbands --review-on 2027-09-01 -m "Badges are collected at the desk; the remaining risk is low and accepted."

# Raised.
as "Ines Brandt" ines@example.com; day 2026-09-24
kaizen suggest "Lock the paper bins on the second floor" --department Finance \
  -m "The bins for confidential paper stand open since the move; anybody can reach in."
