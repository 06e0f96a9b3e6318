// For tests of the engine room: captured answers, a folder of one's own, a server that says what it is told to.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace ullage::engine {

inline std::string captured(const std::string& path) {
  std::ifstream file(std::string(TEST_DATA) + "/engine/" + path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = "/tmp/ullage-test-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path_ + "/" + name).parent_path());
    std::ofstream(path_ + "/" + name) << text;
  }

 private:
  std::string path_;
};

inline int listen_at(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(fd, 8), 0);
  return fd;
}

// Reads one request's head; empty once the other side is gone.
inline std::string read_head(int fd) {
  std::string head;
  char c = 0;
  while (!head.ends_with("\r\n\r\n") && ::read(fd, &c, 1) == 1) head += c;
  return head.ends_with("\r\n\r\n") ? head : "";
}

inline void say(int fd, const std::string& text) { (void)!::send(fd, text.data(), text.size(), MSG_NOSIGNAL); }

// Serves connections one after another, each with `serve(fd)`, until the test is over.
class Server {
 public:
  Server(int listener, std::function<void(int)> serve)
      : listener_(listener), thread_([this, serve] {
          for (int fd = -1; (fd = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(fd)) ++connections_, serve(fd);
        }) {}
  ~Server() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  int connections() const { return connections_; }

 private:
  int listener_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

inline std::string answer(const std::string& body, const std::string& headers = {},
                          const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

// Gives each of its answers once, in order, and notes what was asked.
class Script {
 public:
  explicit Script(std::vector<std::string> answers)
      : answers_(std::move(answers)), server_(listen_at(socket()), [this](int fd) { serve(fd); }) {}

  std::string socket() const { return folder_ / "socket"; }
  const std::vector<std::string>& asked() const { return asked_; }

 private:
  void serve(int fd) {
    for (std::string head; asked_.size() < answers_.size() && !(head = read_head(fd)).empty();) {
      asked_.push_back(head.substr(0, head.find(" HTTP")));
      say(fd, answers_[asked_.size() - 1]);
    }
  }

  TempFolder folder_;
  std::vector<std::string> answers_;
  std::vector<std::string> asked_;
  Server server_;
};

}  // namespace ullage::engine
