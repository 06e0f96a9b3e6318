// HTTP/1.1 as engines and health checks need it: blocking calls with a time limit, over a unix socket or TCP.
// Knows nothing of engines. http_client.cpp is the only file of this room that sees Boost.Beast.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/address.h"

namespace ullage::engine {

using Milliseconds = std::chrono::milliseconds;

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string body = {};
  std::string content_type = {};
  std::uint64_t largest_answer = std::uint64_t{64} << 20;  // bytes of its body: more is an error
};

struct HttpResponse {
  unsigned status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class HttpClient {
 public:
  explicit HttpClient(Address address);
  HttpClient(HttpClient&&) noexcept;
  ~HttpClient();

  // Keeps the connection for the next request. `limit` covers all of it: finding the address, connecting, sending,
  // receiving. Error: denied (no permission for the socket), unreachable (nobody listens, too slow, not HTTP); its code
  // is what the kernel said. It has no remedy: only the caller knows what should have listened there.
  Result<HttpResponse> request(const HttpRequest& request, Milliseconds limit);

 private:
  struct Connection;
  Address address_;
  std::unique_ptr<Connection> connection_;
};

// Redirects are not followed; all addresses of the host are tried. Error: usage (see parse_http_url), unreachable.
Result<HttpResponse> get_url(std::string_view url, Milliseconds limit);

}  // namespace ullage::engine
