# Who acts, and when: sourced by every script of the tests and examples.
as() {
  export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2" GIT_COMMITTER_NAME="$1" GIT_COMMITTER_EMAIL="$2"
}
mona() { as "Mona Lind" mona@example.com; }
arjun() { as "Arjun Mehta" arjun@example.com; }
dana() { as "Dana Okafor" dana@example.com; }
priya() { as "Priya Nair" priya@example.com; }

# The day of what follows, for kaizen and for git.
day() {
  export KAIZEN_TODAY="$1T${2:-09:00:00}Z" GIT_AUTHOR_DATE="$1T${2:-09:00:00}Z" GIT_COMMITTER_DATE="$1T${2:-09:00:00}Z"
}
