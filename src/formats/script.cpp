// What is the same in every script is text; the container's own part is the run line.
#include "formats/script.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "formats/run_line.h"

namespace ullage::formats {

namespace {

// shellcheck warns of what looks like a mistake inside of quotes; all that is quoted here is meant as it stands.
constexpr std::string_view head = R"sh(#!/usr/bin/env bash
# shellcheck disable=SC1003,SC1078,SC1079,SC1110,SC1111,SC1112,SC2016,SC2028
# Takes the old {0} away if there is one, runs the new one, waits until it is up, and shows it.
# The old one is only removed once the new one is up; if that does not come up, the old one runs again.
# Volumes are kept. What the old one wrote outside of its mounts goes with it ({1} diff {0} lists that).
)sh";

// @ is the program's name.
constexpr std::string_view functions = R"sh(set -eu

# So many seconds it may take to come up.
limit=${START_LIMIT:-120}

say() { printf '%s: %s\n' "$name" "$*" >&2; }

# The id of the container of exactly this name, where there is one.
find_container() { @ ps --all --quiet --no-trunc --filter "name=^${name//./[.]}\$"; }

# The state of its health check where it has one; else running, with the time since when, restarting, exited, …
state() {
  @ inspect --format '{{with .State}}{{if .Health}}{{or .Health.Status .Status}}{{else}}{{.Status}}{{end}} {{.StartedAt}}{{end}}' \
    "$name" 2>/dev/null || echo gone
}

# Without a health check it is up when three looks in a row find it running, and never started anew.
wait_until_up() {
  local deadline=$((SECONDS + limit)) seen=0 last='' now
  while [ "$SECONDS" -lt "$deadline" ]; do
    now=$(state)
    case $now in
      healthy*) return 0 ;;
      unhealthy* | exited* | dead* | gone) return 1 ;;
      "$last") seen=$((seen + 1)) ;;
      *) seen=0 ;;
    esac
    case $now in running*) [ "$seen" -lt 2 ] || return 0 ;; esac
    last=$now
    sleep 0.5
  done
  say "it is not up after $limit seconds"
  return 1
}

# Stops the old one and gives it another name. One that was started with --rm goes by itself: then there is no way back.
put_aside() {
  @ unpause "$old" >/dev/null 2>&1 || true
  @ stop "$old" >/dev/null
  until @ rename "$old" "$name-old-$$" 2>/dev/null; do
    [ -n "$(find_container)" ] || return 0
    [ "$SECONDS" -lt "$limit" ]
    sleep 0.1
  done
}

# At any failure: says what the new one said, and gives the old one its place again.
put_back() {
  [ "$?" -ne 0 ] || return 0
  say "it did not come up"
  local new
  new=$(find_container)
  if [ -n "$new" ] && [ "$new" != "$old" ]; then
    @ logs --tail 50 "$name" >&2 || true
    @ rm --force "$name" >/dev/null
  fi
  [ -n "$old" ] || return 0
  @ rename "$old" "$name" 2>/dev/null || true
  @ start "$old" >/dev/null && say "the old one runs again"
}
)sh";

// {0} the program, {1} the image, {2} the lines that run it.
constexpr std::string_view steps = R"sh(
{0} image inspect {1} >/dev/null 2>&1 || {0} pull {1}

old=$(find_container)
trap put_back EXIT
[ -z "$old" ] || put_aside

{2}
wait_until_up
trap - EXIT
# It is gone already where it was started with --rm.
[ -z "$old" ] || {0} rm --force "$old" >/dev/null 2>&1 || true

{0} ps --filter "name=^${{name//./[.]}}\$"
{0} exec "$name" df -h /dev/shm 2>/dev/null ||
  {0} inspect --format '/dev/shm has {{{{.HostConfig.ShmSize}}}} bytes' "$name"
)sh";

std::string with_program(std::string_view text, std::string_view program) {
  std::string out;
  for (const char c : text) out += c == '@' ? std::string(program) : std::string(1, c);
  return out;
}

// Further networks are joined before the start, so that the command finds them.
std::string run_lines(const model::Definition& definition, const RunLine& line) {
  std::string out = fmt::format("{} >/dev/null\n", fmt::join(line.parts, " \\\n  "));
  const auto connects = connect_lines(definition);
  for (const auto& connect : connects) out += connect + "\n";
  if (!connects.empty()) out += fmt::format("{} start \"$name\" >/dev/null\n", program_of(definition));
  return out;
}

}  // namespace

Rendered render_script(const model::Definition& definition) {
  const auto program = program_of(definition);
  RunLine line = run_line(definition, connect_lines(definition).empty() ? RunVerb::run : RunVerb::create);
  if (definition.auto_remove && std::ranges::any_of(definition.mounts, &model::Mount::anonymous))
    line.unsaid.emplace_back(
        "the container that runs now was started with --rm: when it stops, its volumes without a name go with it");
  std::string text = fmt::format(head, printable(definition.name), program);
  text += comment_lines(line.unsaid);
  text += with_program(functions, program);
  text += fmt::format("\nname={}\n", shell_word(definition.name));
  text += fmt::format(steps, program, shell_word(definition.image), run_lines(definition, line));
  return {std::move(text), std::move(line.unsaid)};
}

}  // namespace ullage::formats
