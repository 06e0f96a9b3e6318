// Any text at all: the edit refuses it in words, or gives a text that differs in one place and says the size.
#include "config/compose_edit.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace ullage;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What is between the parts that both texts begin and end with is on one line.
void require_one_line(std::string_view before, std::string_view after) {
  const auto begin = std::mismatch(before.begin(), before.end(), after.begin(), after.end()).first - before.begin();
  before.remove_prefix(begin);
  const std::string_view rest = after.substr(begin);
  const auto end = std::mismatch(before.rbegin(), before.rend(), rest.rbegin(), rest.rend()).first - before.rbegin();
  require(before.substr(0, before.size() - end).find('\n') == std::string_view::npos);
  require(std::count(rest.begin(), rest.end() - end, '\n') <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto edit = config::set_shm_size(text, "compose.yaml", "", GiB(2));
  if (!edit) {
    require(!edit.error().what.empty() && !edit.error().remedy.empty());
    // "would say more than another shm_size": the proof caught an edit that should not have been tried.
    require(edit.error().kind != ErrorKind::failed);
    return 0;
  }
  require(edit->changed == (edit->text != text));
  if (!edit->changed) return 0;
  require_one_line(text, edit->text);
  const auto again = config::set_shm_size(edit->text, "compose.yaml", "", GiB(2));
  require(again && !again->changed && again->line == edit->line);
  return 0;
}
