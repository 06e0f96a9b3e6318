// Where an HTTP server listens, and how users and configuration files write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ullage::engine {

// A unix socket if `path` is set, else TCP.
struct Address {
  std::string path;
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const Address&) const = default;
};

// "unix:///var/run/docker.sock" or "tcp://host:2375".
std::string to_string(const Address& address);

// "host", "host:port", "[::1]:port", nothing else.
std::optional<Address> parse_authority(std::string_view text, std::uint16_t default_port);

struct Url {
  Address address;
  std::string target;  // path and query, at least "/"
};

// As one part of a URL's path, or one value of its query.
std::string url_escaped(std::string_view text);

// http://host[:port][/path][?query]. Error: usage, also for https, which Ullage does not speak.
Result<Url> parse_http_url(std::string_view text);

}  // namespace ullage::engine
