#include <arpa/inet.h>
#include <netinet/in.h>

#include "engine/http_client.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using std::chrono::seconds;

struct HttpClientTest : testing::Test {
  TempFolder folder;
  Address address{folder / "socket", {}, 0};

  Result<HttpResponse> ask(std::function<void(int)> serve, Milliseconds limit = seconds(10)) {
    Server server(listen_at(address.path), std::move(serve));
    return HttpClient(address).request({.target = "/x"}, limit);
  }

  static std::function<void(int)> says(std::string text) {
    return [text](int fd) { read_head(fd), say(fd, text); };
  }
};

TEST_F(HttpClientTest, GivesStatusHeadersAndBody) {
  const auto got = ask(says(answer("{}", "Libpod-API-Version: 4.3.1\r\n", "404 Not Found")));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->status, 404u);
  EXPECT_EQ(got->headers.at("libpod-api-version"), "4.3.1");
  EXPECT_EQ(got->body, "{}");
}

TEST_F(HttpClientTest, JoinsChunks) {
  const auto got = ask(says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->body, "abc");
}

TEST_F(HttpClientTest, SendsMethodTargetAndBody) {
  std::string head, body(5, '\0');
  Server server(listen_at(address.path), [&](int fd) {
    head = read_head(fd);
    ASSERT_EQ(::recv(fd, body.data(), body.size(), MSG_WAITALL), 5);
    say(fd, answer(""));
  });
  ASSERT_TRUE(HttpClient(address).request({"POST", "/containers/create?name=a", "hello", "text/plain"}, seconds(10)));
  EXPECT_TRUE(head.starts_with("POST /containers/create?name=a HTTP/1.1\r\n")) << head;
  EXPECT_EQ(body, "hello");
}

TEST_F(HttpClientTest, KeepsOneConnectionForManyRequests) {
  Server server(listen_at(address.path), [](int fd) {
    while (!read_head(fd).empty()) say(fd, answer("ok"));
  });
  HttpClient client(address);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.request({}, seconds(10)));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, ConnectsAgainWhenTheKeptConnectionWasClosed) {
  Server server(listen_at(address.path), says(answer("ok")));
  HttpClient client(address);
  ASSERT_TRUE(client.request({}, seconds(10)));
  const auto second = client.request({}, seconds(10));
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, GivesUpOnASilentServer) {
  const auto got = ask([](int fd) { read_head(fd), read_head(fd); }, Milliseconds(50));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::unreachable);
  EXPECT_NE(got.error().what.find("in time"), std::string::npos);
}

TEST_F(HttpClientTest, GivesUpOnABodyThatDribbles) {
  const auto got = ask(
      [](int fd) {
        read_head(fd);
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab");
        read_head(fd);  // until the client hangs up
      },
      Milliseconds(50));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::unreachable);
}

TEST_F(HttpClientTest, RefusesATruncatedAnswer) {
  const auto got = ask(says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab"));
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().what.find("before its answer was whole"), std::string::npos) << got.error().what;
}

TEST_F(HttpClientTest, RefusesAnAnswerBeyondTheLimit) {
  const auto got = ask(says("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"));
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().what.find("more than"), std::string::npos) << got.error().what;
}

TEST_F(HttpClientTest, RefusesWhatIsNotHttp) {
  const auto got = ask(says("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().what.find("HTTP"), std::string::npos) << got.error().what;
}

TEST_F(HttpClientTest, SaysThatNobodyListens) {
  const auto got = HttpClient(address).request({}, seconds(10));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::unreachable);
  EXPECT_EQ(got.error().code, std::errc::no_such_file_or_directory);
}

TEST_F(HttpClientTest, RefusesAPathThatNoSocketCanHave) {
  const auto got = HttpClient({std::string(200, 'x'), {}, 0}).request({}, seconds(10));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::usage);
}

struct Loopback {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port = 0;
  Loopback() {
    sockaddr_in address = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(fd, 8), 0);
    EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port = ntohs(address.sin_port);
  }
};

TEST(GetUrl, TriesAllAddressesOfLocalhost) {
  const Loopback v4_only;
  std::string head;
  Server server(v4_only.fd, [&](int fd) { head = read_head(fd), say(fd, answer("fine")); });
  const auto got = get_url("http://localhost:" + std::to_string(v4_only.port) + "/health?full=1", seconds(10));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->body, "fine");
  EXPECT_TRUE(head.starts_with("GET /health?full=1 HTTP/1.1\r\n")) << head;
}

TEST(GetUrl, RefusesHttpsInWords) {
  const auto got = get_url("https://localhost/health", seconds(1));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::usage);
}

class NotAUrl : public testing::TestWithParam<const char*> {};
TEST_P(NotAUrl, IsUsage) {
  const auto url = parse_http_url(GetParam());
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().kind, ErrorKind::usage);
}
INSTANTIATE_TEST_SUITE_P(All, NotAUrl,
                         testing::Values("", "localhost:8308", "http://", "http://:80/", "http://a:0/",
                                         "http://a:65536/", "http://a b/", "http://a/\r\nX: y", "http://[::1/",
                                         "http://u@h/", "ftp://a/"));

TEST(ParseHttpUrl, ReadsHostPortAndTarget) {
  EXPECT_EQ(parse_http_url("http://[::1]:81?q#f")->address, (Address{{}, "::1", 81}));
  EXPECT_EQ(parse_http_url("http://[::1]:81?q#f")->target, "/?q");
  EXPECT_EQ(parse_http_url("http://host")->address.port, 80);
}

}  // namespace
}  // namespace ullage::engine
