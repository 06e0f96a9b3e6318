// A small HTTP/1.1 server on one event loop: a client can be slow, silent or hostile without any other noticing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ullage::service {

struct Answer {
  unsigned status = 200;
  std::string json;
};

class HttpServer {
 public:
  // The answer to GET of a path; status 404 where there is none. HEAD and errors are made from it.
  using Handler = std::function<Answer(std::string_view path)>;

  // Throws boost::system::system_error where the address can't be had.
  HttpServer(boost::asio::io_context& loop, const boost::asio::ip::tcp::endpoint& at, Handler handler);

  unsigned short port() const;

 private:
  class Session;
  struct Shared;
  void accept();
  bool admit(boost::system::error_code error, boost::asio::ip::tcp::socket socket);
  void accept_later();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace ullage::service
