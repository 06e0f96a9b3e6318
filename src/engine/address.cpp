// Reading and writing addresses and http URLs.
#include "engine/address.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::engine {

namespace {

// No blanks, no control characters, nothing that could end a request line early.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

bool is_host(std::string_view host) {
  return !host.empty() && is_plain(host) && host.find_first_of("/?#@[]") == std::string_view::npos;
}

}  // namespace

std::string to_string(const Address& address) {
  if (!address.path.empty()) return "unix://" + address.path;
  const bool v6 = address.host.find(':') != std::string::npos;
  return fmt::format("tcp://{}{}{}:{}", v6 ? "[" : "", address.host, v6 ? "]" : "", address.port);
}

std::string url_escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

std::optional<Address> parse_authority(std::string_view text, std::uint16_t default_port) {
  std::string_view host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    host = text.substr(1, close - 1);
    port = text.substr(close + 1);
  } else {
    const auto colon = text.find(':');
    host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (!is_host(host)) return std::nullopt;
  if (port.empty()) return Address{{}, std::string(host), default_port};
  const auto number = port.starts_with(':') ? parse_number<std::uint16_t>(port.substr(1)) : std::nullopt;
  if (!number || *number == 0) return std::nullopt;
  return Address{{}, std::string(host), *number};
}

Result<Url> parse_http_url(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  const std::string remedy = "write it as http://HOST:PORT/PATH";
  if (text.starts_with("https://"))
    return fail(ErrorKind::usage, fmt::format("{} is https, which this check does not speak", printable(text)),
                "give the http:// address that the service listens on inside");
  const auto bad = [&] { return fail(ErrorKind::usage, fmt::format("{} is not a URL", printable(text)), remedy); };
  if (!text.starts_with(scheme) || !is_plain(text)) return bad();
  text.remove_prefix(scheme.size());
  const auto end = std::min(text.find_first_of("/?#"), text.size());
  const auto address = parse_authority(text.substr(0, end), 80);
  if (!address) return bad();
  std::string target(text.substr(end, text.find('#') - end));
  if (!target.starts_with('/')) target.insert(0, "/");
  return Url{*address, target};
}

}  // namespace ullage::engine
