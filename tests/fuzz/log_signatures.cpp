// Any bytes at all, in pieces of any size: what is found does not depend on the pieces, and is bounded.
#include "policy/log_signatures.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

using namespace ullage;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<policy::LogFinding> scan(std::string_view log, std::size_t piece) {
  policy::LogScanner scanner;
  for (; !log.empty(); log.remove_prefix(std::min(piece, log.size()))) scanner.feed(log.substr(0, piece));
  return scanner.finish();
}

}  // namespace

// The first byte is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view log(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = scan(log, size);
  const auto lines = static_cast<std::uint64_t>(std::count(log.begin(), log.end(), '\n')) + 1;
  for (const auto& finding : whole) {
    require(finding.signature != nullptr && finding.count >= 1 && finding.count <= lines);
    require(finding.line.size() <= 1024 && finding.line.find('\n') == std::string::npos);
    for (const auto& capture : finding.captures) require(!capture.empty());
  }
  const auto pieces = scan(log, data[0] + 1u);
  require(std::ranges::equal(whole, pieces, [](const auto& a, const auto& b) {
    return a.signature == b.signature && a.count == b.count && a.line == b.line && a.captures == b.captures;
  }));
  return 0;
}
