// Blocking HTTP: each step is an asynchronous operation under the request's deadline, run to its end.
#include "engine/http_client.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <future>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "base/text.h"

namespace ullage::engine {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

// One protocol type for unix and TCP: half the templates.
using Protocol = asio::generic::stream_protocol;
using Stream = beast::basic_stream<Protocol, asio::io_context::executor_type>;
using Deadline = std::chrono::steady_clock::time_point;
using BoostError = boost::system::error_code;

constexpr std::uint32_t header_limit = 64 << 10;

tl::unexpected<Error> explain(const Address& address, const BoostError& error) {
  const std::string where = printable(to_string(address));
  if (error == beast::error::timeout)
    return fail(ErrorKind::unreachable, fmt::format("{} did not answer in time", where));
  if (error == http::error::body_limit || error == http::error::header_limit)
    return fail(ErrorKind::failed, fmt::format("{} sent more than anything useful could be", where));
  if (error == http::error::end_of_stream || error == http::error::partial_message)
    return fail(ErrorKind::unreachable, fmt::format("{} closed the connection before its answer was whole", where));
  const auto& kernel = boost::system::system_category();
  if (error.category() != kernel)
    return fail(ErrorKind::unreachable, fmt::format("{} does not answer in HTTP: {}", where, error.message()));
  Error out{ErrorKind::unreachable, {error.value(), std::generic_category()}, {}, {}};
  if (error.value() == EACCES || error.value() == EPERM) out.kind = ErrorKind::denied;
  out.what = fmt::format("can't talk to {}: {}", where, out.code.message());
  return tl::unexpected<Error>(std::move(out));
}

struct Resolved {
  std::vector<Protocol::endpoint> endpoints;
  BoostError error;
};

// A name server that is gone makes the C library wait for many seconds, and nothing can interrupt it; nor can asio's
// own resolver, whose destructor waits for it too. The thread that asks owns all it uses, and is left behind.
std::optional<Resolved> resolve(const Address& address, Deadline deadline) {
  std::packaged_task<Resolved()> ask([host = address.host, port = std::to_string(address.port)] {
    Resolved out;
    asio::io_context io;
    for (const auto& entry : asio::ip::tcp::resolver(io).resolve(host, port, out.error))
      out.endpoints.emplace_back(entry.endpoint());
    return out;
  });
  auto answer = ask.get_future();
  std::thread(std::move(ask)).detach();
  if (answer.wait_until(deadline) != std::future_status::ready) return std::nullopt;
  return answer.get();
}

Result<std::vector<Protocol::endpoint>> endpoints_of(const Address& address, Deadline deadline) {
  if (!address.path.empty()) {
    if (address.path.size() >= sizeof(sockaddr_un::sun_path))
      return fail(ErrorKind::usage, fmt::format("the socket's path is too long for the kernel: {}", address.path),
                  "reach it through a shorter symbolic link");
    return std::vector<Protocol::endpoint>{asio::local::stream_protocol::endpoint(address.path)};
  }
  using asio::ip::tcp;
  // Not through the resolver: a static program may run where there is neither NSS nor /etc/hosts.
  if (address.host == "localhost")
    return std::vector<Protocol::endpoint>{tcp::endpoint(asio::ip::address_v6::loopback(), address.port),
                                           tcp::endpoint(asio::ip::address_v4::loopback(), address.port)};
  auto found = resolve(address, deadline);
  if (!found)
    return fail(ErrorKind::unreachable,
                fmt::format("no name server told the address of {} in time", printable(address.host)));
  if (found->endpoints.empty())
    return fail(ErrorKind::unreachable,
                fmt::format("no address is known for {}: {}", printable(address.host), found->error.message()));
  return std::move(found->endpoints);
}

http::request<http::string_body> message(const Address& address, const HttpRequest& request) {
  http::request<http::string_body> out;
  out.method_string(request.method);
  out.target(request.target);
  out.version(11);
  out.set(http::field::host, address.path.empty() ? to_string(address).substr(6) : "localhost");
  out.set(http::field::user_agent, "ullage");
  if (!request.content_type.empty()) out.set(http::field::content_type, request.content_type);
  out.body() = request.body;
  out.prepare_payload();
  return out;
}

HttpResponse plain(http::response<http::string_body>&& from) {
  HttpResponse out;
  out.status = from.result_int();
  for (const auto& field : from) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    out.headers.emplace(std::move(name), std::string(field.value()));
  }
  out.body = std::move(from.body());
  return out;
}

}  // namespace

struct HttpClient::Connection {
  asio::io_context io{1};
  Stream stream{io.get_executor()};
  beast::flat_buffer buffer;

  // Runs one asynchronous operation to its end; the stream's deadline ends it with beast::error::timeout.
  template <class Start>
  BoostError finish(Start start) {
    BoostError result;
    start([&result](BoostError error, auto&&...) { result = error; });
    io.restart();
    io.run();
    return result;
  }

  Result<> connect(const Address& address, Deadline deadline) {
    const auto endpoints = endpoints_of(address, deadline);
    if (!endpoints) return tl::unexpected(endpoints.error());
    BoostError error;
    for (const auto& endpoint : *endpoints) {
      stream.close();
      stream.expires_at(deadline);
      error = finish([&](auto done) { stream.async_connect(endpoint, done); });
      if (!error) return {};
    }
    return explain(address, error);
  }

  BoostError exchange(const http::request<http::string_body>& request, http::response_parser<http::string_body>& parser,
                      Deadline deadline) {
    stream.expires_at(deadline);
    if (const auto error = finish([&](auto done) { http::async_write(stream, request, done); })) return error;
    return finish([&](auto done) { http::async_read(stream, buffer, parser, done); });
  }
};

HttpClient::HttpClient(Address address) : address_(std::move(address)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::request(const HttpRequest& request, Milliseconds limit) try {
  const Deadline deadline = std::chrono::steady_clock::now() + limit;
  const auto text = message(address_, request);
  // A kept connection may have been closed meanwhile, and only a GET may safely be sent twice.
  if (request.method != "GET") connection_.reset();
  while (true) {
    const bool kept = connection_ != nullptr;
    if (!kept) {
      auto fresh = std::make_unique<Connection>();
      if (const auto connected = fresh->connect(address_, deadline); !connected)
        return tl::unexpected(connected.error());
      connection_ = std::move(fresh);
    }
    http::response_parser<http::string_body> parser;
    parser.body_limit(request.largest_answer);
    parser.header_limit(header_limit);
    const BoostError error = connection_->exchange(text, parser, deadline);
    if (!error && parser.get().keep_alive() && connection_->buffer.size() == 0) return plain(parser.release());
    connection_.reset();
    if (!error) return plain(parser.release());
    if (!kept || parser.got_some() || error == beast::error::timeout) return explain(address_, error);
  }
} catch (const boost::system::system_error& error) {  // no descriptor left for the event loop
  connection_.reset();
  return fail_errno(error.code().value(), "open a connection");
} catch (const std::system_error& error) {  // no thread left to resolve on
  connection_.reset();
  return fail_errno(error.code().value(), "look an address up");
}

Result<HttpResponse> get_url(std::string_view url, Milliseconds limit) {
  const auto parsed = parse_http_url(url);
  if (!parsed) return tl::unexpected(parsed.error());
  return HttpClient(parsed->address).request({.target = parsed->target}, limit);
}

}  // namespace ullage::engine
