// Reading requests, with limits on their size, time and number, and writing answers.
#include "http_server.h"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <deque>
#include <optional>

namespace ullage::service {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::uint32_t most_header_bytes = 8 * 1024;
constexpr std::size_t most_sessions = 256;
constexpr std::chrono::seconds request_patience{5};

using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

Answer answer_to(const Request& request, const HttpServer::Handler& handler) {
  const std::string_view target(request.target().data(), request.target().size());
  Answer answer = handler(target.substr(0, target.find('?')));
  if (answer.status == 404) return answer;
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return {405, R"({"status":"error","reason":"only GET and HEAD are answered here"})"};
  return answer;
}

}  // namespace

struct HttpServer::Shared {
  Handler handler;
  std::deque<std::weak_ptr<Session>> sessions;  // the oldest first
};

class HttpServer::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Shared> shared)
      : stream_(std::move(socket)), shared_(std::move(shared)) {}

  void close() { stream_.close(); }

  void read() {
    parser_.emplace();
    parser_->header_limit(most_header_bytes);
    stream_.expires_after(request_patience);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](error_code error, std::size_t) { self->on_header(error); });
  }

 private:
  void on_header(error_code error) {
    if (error.category() == http::make_error_code(http::error::bad_target).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
      return write({400, R"({"status":"error","reason":"this is not a request that can be understood"})"}, false,
                   false);
    if (error) return;
    const Request& request = parser_->get();
    // A body is not read: what follows the header can't be told from the next request, so the connection ends.
    const bool bodyless = !parser_->chunked() && parser_->content_length().value_or(0) == 0;
    write(answer_to(request, shared_->handler), request.method() == http::verb::head, bodyless && request.keep_alive());
  }

  void write(Answer answer, bool head, bool keep_alive) {
    response_ = Response{static_cast<http::status>(answer.status), 11};
    response_.set(http::field::content_type, "application/json");
    response_.set(http::field::cache_control, "no-store");
    if (answer.status == 405) response_.set(http::field::allow, "GET, HEAD");
    response_.keep_alive(keep_alive);
    response_.content_length(answer.json.size());
    if (!head) response_.body() = std::move(answer.json);
    stream_.expires_after(request_patience);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return;
      if (self->response_.keep_alive()) return self->read();
      error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
      self->discard();
    });
  }

  // Closing with unread input would reset the connection and could take the answer with it.
  void discard() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) self->discard();
    });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Shared> shared_;
  beast::flat_buffer buffer_{16 * 1024};
  std::optional<http::request_parser<http::empty_body>> parser_;
  Response response_;
};

HttpServer::HttpServer(boost::asio::io_context& loop, const tcp::endpoint& at, Handler handler)
    : acceptor_(loop, at), pause_(loop), shared_(std::make_shared<Shared>(Shared{std::move(handler), {}})) {
  acceptor_.non_blocking(true);
  accept();
}

unsigned short HttpServer::port() const { return acceptor_.local_endpoint().port(); }

// Many that wait at once: between two turns of the loop a batch may be due, and that takes its time.
void HttpServer::accept() {
  acceptor_.async_wait(tcp::acceptor::wait_read, [this](error_code stopped) {
    if (stopped) return;
    for (std::size_t i = 0; i < most_sessions; ++i) {
      error_code error;
      tcp::socket socket = acceptor_.accept(error);
      if (error == boost::asio::error::would_block) break;
      if (!admit(error, std::move(socket))) return accept_later();
    }
    accept();
  });
}

// False where nothing can be had now, and nobody is there at whose cost.
bool HttpServer::admit(error_code error, tcp::socket socket) {
  auto& sessions = shared_->sessions;
  std::erase_if(sessions, [](const auto& session) { return session.expired(); });
  // Also where descriptors ran out: the newest client is served, at the cost of the one that has been here longest.
  if (error && sessions.empty()) return false;
  if (error || sessions.size() >= most_sessions) {
    if (const auto oldest = sessions.front().lock()) oldest->close();
    sessions.pop_front();
  }
  if (!error) {
    const auto session = std::make_shared<Session>(std::move(socket), shared_);
    sessions.push_back(session);
    session->read();
  }
  return true;
}

// Not at once: an error that lasts would keep the processor busy.
void HttpServer::accept_later() {
  pause_.expires_after(std::chrono::milliseconds(50));
  pause_.async_wait([this](error_code error) {
    if (!error) accept();
  });
}

}  // namespace ullage::service
