#include <sys/stat.h>

#include "engine/endpoints.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

using model::EngineKind;

struct EndpointsTest : testing::Test {
  TempFolder folder;
  Environment environment;

  EndpointsTest() {
    environment.root = folder.path();
    environment.home = folder / "home";
    environment.xdg_runtime_dir = folder / "run/user/1000";
    for (const char* place : {"var/run", "run/podman", "run/user/1000/podman"})
      std::filesystem::create_directories(folder / place);
  }

  void context(const std::string& name, const std::string& host) {
    folder.write("home/.docker/contexts/meta/digest-of-" + name + "/meta.json",
                 R"({"Name":")" + name + R"(","Metadata":{},"Endpoints":{"docker":{"Host":")" + host +
                     R"(","SkipTLSVerify":false}}})");
  }

  Endpoint only() {
    auto all = endpoints(environment);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Endpoint{EngineKind::unknown, {}, {}, Address{}} : all.front();
  }
};

struct Socket {
  explicit Socket(const std::string& path) : fd(listen_at(path)) {}
  ~Socket() { ::close(fd); }
  int fd;
};

TEST_F(EndpointsTest, DefaultsThatDoNotExistAreAbsent) { EXPECT_TRUE(endpoints(environment).empty()); }

TEST_F(EndpointsTest, FindsDefaultSocketsOfRootAndUser) {
  const Socket a(folder / "var/run/docker.sock"), b(folder / "run/user/1000/docker.sock");
  const Socket c(folder / "run/podman/podman.sock"), d(folder / "run/user/1000/podman/podman.sock");
  const auto all = endpoints(environment);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].url, "unix://" + folder / "var/run/docker.sock");
  EXPECT_EQ(all[3].kind, EngineKind::podman);
}

TEST_F(EndpointsTest, APodmanSocketThatNobodyServesIsAbsent) {
  { const Socket gone(folder / "run/podman/podman.sock"); }
  EXPECT_TRUE(endpoints(environment).empty());
}

TEST_F(EndpointsTest, ALinkToPodmansSocketIsThatPodman) {
  const Socket podman(folder / "run/podman/podman.sock");
  std::filesystem::create_symlink(folder / "run/podman/podman.sock", folder / "var/run/docker.sock");
  EXPECT_EQ(only().kind, EngineKind::podman);
}

TEST_F(EndpointsTest, DockerHostReplacesDockersDefaults) {
  const Socket ignored(folder / "var/run/docker.sock");
  environment.docker_host = "unix:///somewhere/docker.sock";
  const auto endpoint = only();
  EXPECT_EQ(endpoint.named_by, "DOCKER_HOST");
  EXPECT_EQ(endpoint.address->path, "/somewhere/docker.sock");
}

TEST_F(EndpointsTest, ReadsTheFormsOfDockerHost) {
  const auto address = [&](std::string host) {
    environment.docker_host = std::move(host);
    return only().address.value_or(Address{});
  };
  EXPECT_EQ(address("tcp://10.0.0.1:2377"), (Address{{}, "10.0.0.1", 2377}));
  EXPECT_EQ(address("tcp://localhost"), (Address{{}, "localhost", 2375}));
  EXPECT_EQ(address("tcp://[::1]:99"), (Address{{}, "::1", 99}));
  EXPECT_EQ(address("unix:/run/x.sock").path, "/run/x.sock");
}

TEST_F(EndpointsTest, AnEngineElsewhereSaysWhereToRunUllage) {
  environment.docker_host = "ssh://ops@gpu7/run/docker.sock";
  const auto error = only().address.error();
  EXPECT_EQ(error.kind, ErrorKind::unreachable);
  EXPECT_NE(error.remedy.find("ssh ops@gpu7 ullage"), std::string::npos) << error.remedy;
}

TEST_F(EndpointsTest, TlsIsAnotherMachine) {
  environment.docker_host = "tcp://gpu7:2376";
  environment.docker_tls = true;
  EXPECT_NE(only().address.error().remedy.find("ssh gpu7 ullage"), std::string::npos);
}

TEST_F(EndpointsTest, NonsenseInDockerHostIsUsage) {
  for (const char* host : {"x", "tcp://", "tcp://a:b", "unix://relative", "npipe:////./pipe/docker", "\x1b[2J"}) {
    environment.docker_host = host;
    const auto endpoint = only();
    ASSERT_FALSE(endpoint.address) << host;
    EXPECT_EQ(endpoint.address.error().kind, ErrorKind::usage) << host;
    EXPECT_EQ(endpoint.address.error().what.find('\x1b'), std::string::npos);
  }
}

TEST_F(EndpointsTest, CurrentContextNamesTheEndpoint) {
  folder.write("home/.docker/config.json", R"({"auths":{},"currentContext":"lab"})");
  context("other", "unix:///other.sock");
  context("lab", "unix:///lab.sock");
  EXPECT_EQ(only().address->path, "/lab.sock");
  EXPECT_EQ(only().named_by, "the Docker context \"lab\"");
}

TEST_F(EndpointsTest, DockerContextBeatsConfigAndDockerHostBeatsBoth) {
  folder.write("home/.docker/config.json", R"({"currentContext":"lab"})");
  context("lab", "unix:///lab.sock");
  context("env", "unix:///env.sock");
  environment.docker_context = "env";
  EXPECT_EQ(only().address->path, "/env.sock");
  environment.docker_host = "unix:///host.sock";
  EXPECT_EQ(only().address->path, "/host.sock");
}

TEST_F(EndpointsTest, ContextDefaultIsTheDefaultSocket) {
  const Socket docker(folder / "var/run/docker.sock");
  environment.docker_context = "default";
  EXPECT_EQ(only().named_by, "");
}

TEST_F(EndpointsTest, AMissingContextIsAnErrorNotTheDefault) {
  const Socket docker(folder / "var/run/docker.sock");
  environment.docker_context = "gone";
  EXPECT_EQ(only().address.error().kind, ErrorKind::not_found);
}

TEST_F(EndpointsTest, AContextWithCertificatesIsAnotherMachine) {
  context("lab", "tcp://gpu7:2376");
  folder.write("home/.docker/contexts/tls/digest-of-lab/docker/ca.pem", "");
  environment.docker_context = "lab";
  EXPECT_EQ(only().address.error().kind, ErrorKind::unreachable);
}

TEST_F(EndpointsTest, MalformedConfigurationIsAClearError) {
  folder.write("home/.docker/config.json", "{\"currentContext\": ");
  const auto error = only().address.error();
  EXPECT_NE(error.what.find("config.json is not valid JSON"), std::string::npos) << error.what;
}

TEST_F(EndpointsTest, AFifoForAConfigurationDoesNotHang) {
  std::filesystem::create_directories(folder / "home/.docker");
  ASSERT_EQ(::mkfifo((folder / "home/.docker/config.json").c_str(), 0600), 0);
  EXPECT_EQ(only().address.error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace ullage::engine
