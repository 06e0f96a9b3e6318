// A name server that never answers, in a network namespace of its own.
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include "engine/http_client.h"
#include "engine_test_tools.h"
#include "sandbox.h"

namespace ullage::engine {
namespace {

using std::chrono::steady_clock;

bool raise_loopback() {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request = {};
  std::string("lo").copy(request.ifr_name, sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_UP;
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

bool swallow_questions() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);  // open until the sandbox ends
  const sockaddr_in address = {AF_INET, htons(53), {htonl(INADDR_LOOPBACK)}, {}};
  return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

TEST(GetUrl, ADeadNameServerHoldsNobodyLongerThanTheLimit) {
  const TempFolder folder;
  folder.write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n");
  const ullage::testing::Sandbox sandbox([&folder] {
    if (::unshare(CLONE_NEWNET) != 0 || !raise_loopback() || !swallow_questions()) return false;
    if (::mount((folder / "resolv.conf").c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) != 0) return false;
    const auto start = steady_clock::now();
    const auto got = get_url("http://service.example/health", Milliseconds(100));
    const auto took = std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - start);
    folder.write("kind", got ? "answered" : got.error().kind == ErrorKind::unreachable ? "unreachable" : "other");
    folder.write("what", got ? "" : got.error().what);
    folder.write("seconds", std::to_string(took.count()));
    return true;
  });
  const auto told = [&folder](const std::string& name) {
    std::stringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  };
  EXPECT_EQ(told("kind"), "unreachable");
  EXPECT_NE(told("what").find("service.example in time"), std::string::npos) << told("what");
  EXPECT_LT(std::stoi(told("seconds")), 10);
}

}  // namespace
}  // namespace ullage::engine
